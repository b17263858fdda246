#include "planner/report/check_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "planner/report/messages.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_notices.h"
#include "planner/report/warning_words.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string CheckSummary(const std::string& config, const Platform& platform,
                         std::size_t environments, std::size_t warnings) {
  return fmt::format(
      "{} is valid{}: {}, {}, {}, {}.\n", DisplayPath(config),
      warnings > 0 ? ", with " + CountOf(warnings, "warning") : "",
      CountOf(platform.services.size(), "service"), CountOf(platform.packages.size(), "package"),
      CountOf(platform.build_inputs.size(), "build input"), CountOf(environments, "environment"));
}

std::string CheckedServices(const Platform& platform, bool all) {
  constexpr std::size_t kMostServices = 20;
  constexpr std::size_t kMostPackages = 6;
  if (!all && platform.services.size() > kMostServices) {
    return "  -v lists the services with their packages and images.\n";
  }
  std::vector<std::vector<std::string>> rows;
  for (const Service& service : platform.services) {
    std::vector<std::string> row{DisplayPath(service.name)};
    row.push_back(service.path ? ShownPath(service.path->bytes()) : "built elsewhere");
    std::string rest;
    if (service.image != service.name) rest = "image " + DisplayPath(service.image);
    const std::vector<std::string> packages = PackagesOf(platform, service);
    const std::size_t shown = all ? packages.size() : std::min(packages.size(), kMostPackages);
    for (std::size_t i = 0; i < shown; ++i) {
      if (i == 0) rest += rest.empty() ? "packages " : ", packages ";
      rest += (i == 0 ? "" : ", ") + DisplayPath(packages[i]);
    }
    if (shown < packages.size()) rest += fmt::format(" and {} more", packages.size() - shown);
    if (!rest.empty()) row.push_back(std::move(rest));
    rows.push_back(std::move(row));
  }
  return Columns(rows, 2);
}

std::vector<std::string> PackagesOf(const Platform& platform, const Service& service) {
  if (service.IsExternal()) return {};
  if (platform.dependencies != DependencyMode::kAll) return service.packages;
  std::vector<std::string> names;
  for (const Package& package : platform.packages) names.push_back(package.name);
  return names;
}

// The files of workspaces that nobody has to name as build inputs.
std::string ReadFilesNote(const std::vector<graph::RepoPath>& files) {
  if (files.empty()) return {};
  constexpr std::size_t kMost = 6;
  std::string names;
  for (std::size_t i = 0; i < std::min(files.size(), kMost); ++i) {
    names += (i == 0 ? "" : ", ") + DisplayPath(files[i].bytes());
  }
  if (files.size() > kMost) names += fmt::format(" and {} more", files.size() - kMost);
  return fmt::format("{} of workspaces {} by what {}, and {} to be no build input: {}.\n",
                     CountOf(files.size(), "file"), files.size() == 1 ? "counts" : "count",
                     files.size() == 1 ? "it says" : "they say",
                     files.size() == 1 ? "needs" : "need", names);
}

std::string PackagesNote(const Platform& platform) {
  if (platform.dependencies != DependencyMode::kAll || platform.packages.empty()) return {};
  return fmt::format(
      "{} {} for every service, because \"dependencies\" is \"all\"; with "
      "\"declared\", \"depends_on\" says which.\n",
      CountOf(platform.packages.size(), "package"),
      platform.packages.size() == 1 ? "counts" : "each count");
}

const char* KindOf(const UnownedPath& path) {
  const std::string_view whole = path.path;
  const std::string_view name = whole.substr(whole.rfind('/') + 1);
  if (path.is_directory) return "other";
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (name.ends_with(".lock") ||
      is_one_of({"pnpm-lock.yaml", "package-lock.json", "go.sum", "bun.lockb", "go.work.sum",
                 "npm-shrinkwrap.json", "gradle.lockfile", "packages.lock.json",
                 "pnpm-lock.yml"})) {
    return "lockfile";
  }
  if (name.find("Dockerfile") != std::string_view::npos ||
      name.find("Containerfile") != std::string_view::npos || name.starts_with("docker-bake.") ||
      name.starts_with("docker-compose.") ||
      is_one_of({".dockerignore", "compose.yaml", "compose.yml"})) {
    return "image_build";
  }
  if (name.starts_with("tsconfig") || name.starts_with("requirements") ||
      is_one_of({"package.json",
                 "pnpm-workspace.yaml",
                 ".npmrc",
                 ".nvmrc",
                 ".node-version",
                 ".yarnrc.yml",
                 "turbo.json",
                 "nx.json",
                 "lerna.json",
                 "go.mod",
                 "go.work",
                 "Cargo.toml",
                 "rust-toolchain.toml",
                 "rust-toolchain",
                 "pyproject.toml",
                 ".python-version",
                 ".tool-versions",
                 "mise.toml",
                 "pom.xml",
                 "build.gradle",
                 "build.gradle.kts",
                 "settings.gradle",
                 "settings.gradle.kts",
                 "gradle.properties",
                 "Makefile",
                 "global.json",
                 "nuget.config",
                 "Directory.Build.props",
                 "Gemfile",
                 "composer.json",
                 "CMakeLists.txt",
                 ".bazelrc",
                 "WORKSPACE",
                 "MODULE.bazel",
                 "buf.yaml",
                 "babel.config.js"})) {
    return "build_settings";
  }
  return "other";
}

std::string UnownedText(const std::vector<UnownedPath>& paths, bool all) {
  constexpr std::size_t kMostOthers = 12;
  constexpr std::pair<const char*, const char*> kKinds[] = {
      {"lockfile", "lockfiles"},
      {"build_settings", "settings of builds"},
      {"image_build", "how images are built"},
      {"other", "other"}};
  if (paths.empty()) return {};
  std::string text = fmt::format(
      "Nothing owns {} of head, so a change there deploys nothing (\"build_inputs\" and \"ignore\" "
      "own "
      "paths):\n",
      CountOf(paths.size(), "path"));
  for (const auto& [kind, title] : kKinds) {
    std::string names;
    std::size_t count = 0;
    for (const UnownedPath& path : paths) {
      if (std::string_view(KindOf(path)) != kind) continue;
      ++count;
      if (!all && count > kMostOthers) continue;
      names += (names.empty() ? "" : ", ") + ShownPath(path.path + (path.is_directory ? "/" : ""));
    }
    if (count == 0) continue;
    text += fmt::format("  {}: {}", title, names);
    if (!all && count > kMostOthers) text += fmt::format(" and {} more (-v)", count - kMostOthers);
    text += '\n';
  }
  return text;
}

void AddWarnings(const std::string& environment, Warnings warnings,
                 std::vector<EnvironmentWarning>& all) {
  for (Warning& warning : warnings) {
    const auto same = std::ranges::find(all, WarningMessage(warning), [](const auto& other) {
      return WarningMessage(other.warning);
    });
    if (same == all.end()) {
      all.push_back({{environment}, std::move(warning)});
    } else {
      same->environments.push_back(environment);
    }
  }
}

std::string EnvironmentWarningLines(const std::vector<EnvironmentWarning>& warnings, bool several,
                                    bool verbose) {
  std::vector<std::pair<std::string, Warnings>> groups;
  for (const EnvironmentWarning& it : warnings) {
    std::string names;
    for (const std::string& environment : it.environments) {
      if (several) names += (names.empty() ? "" : ", ") + DisplayText(environment);
    }
    if (several) names += ": ";
    auto group = std::ranges::find(groups, names, &std::pair<std::string, Warnings>::first);
    if (group == groups.end()) group = groups.insert(group, {std::move(names), {}});
    group->second.push_back(it.warning);
  }
  std::string lines;
  for (const auto& [names, of_group] : groups) {
    lines += WarningLines(of_group, verbose, names);
  }
  return lines;
}

}  // namespace deltaplan::planner
