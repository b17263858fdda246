#include "planner/workspace/cargo_manifest.h"

#include <algorithm>
#include <array>

#include "documents/toml.h"
#include "planner/workspace/node_manifest.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::CanonicalText;
using documents::Value;

struct CargoTable {
  std::string_view name;
  EdgeKind kind;
};
// Cargo reads the names with "_" as well.
constexpr std::array<CargoTable, 5> kCargoTables{{{"dependencies", EdgeKind::kNormal},
                                                  {"dev-dependencies", EdgeKind::kDevelopment},
                                                  {"dev_dependencies", EdgeKind::kDevelopment},
                                                  {"build-dependencies", EdgeKind::kBuild},
                                                  {"build_dependencies", EdgeKind::kBuild}}};

std::optional<std::string> TextOf(const Value& value) {
  return value.IsText() ? std::optional(value.str()) : std::nullopt;
}

std::vector<std::string> TextsOf(const Value& list) {
  std::vector<std::string> texts;
  for (const Value item : list.items()) {
    if (item.IsText()) texts.push_back(item.str());
  }
  return texts;
}

CargoDependency DependencyOf(std::string_view key, const Value& value, EdgeKind kind) {
  CargoDependency dependency;
  dependency.key = key;
  dependency.package = TextOf(value["package"]).value_or(dependency.key);
  dependency.path = TextOf(value["path"]);
  dependency.from_workspace = value["workspace"].IsTrue();
  dependency.kind = kind;
  dependency.text = CanonicalText(value);
  return dependency;
}

void AddTables(const Value& holder, std::vector<CargoDependency>& dependencies) {
  for (const CargoTable& table : kCargoTables) {
    for (const auto& [key, value] : holder[table.name].members()) {
      dependencies.push_back(DependencyOf(key, value, table.kind));
    }
  }
}

void AddSource(const Value& path, CargoManifest& manifest) {
  if (path.IsText()) manifest.sources.push_back(path.str());
}

void ReadPackage(const Value& root, CargoManifest& manifest) {
  const Value package = root["package"].IsMap() ? root["package"] : root["project"];
  manifest.has_package = package.IsMap();
  manifest.name = package["name"].str();
  manifest.version = package["version"].str();
  manifest.workspace = TextOf(package["workspace"]);
  for (const auto& [key, value] : package.members()) {
    if (value["workspace"].IsTrue()) manifest.inherited.emplace_back(key);
  }
  std::sort(manifest.inherited.begin(), manifest.inherited.end());
  manifest.inherits_lints = root["lints"]["workspace"].IsTrue();
  AddTables(root, manifest.dependencies);
  for (const auto& [target, tables] : root["target"].members()) {
    AddTables(tables, manifest.dependencies);
  }
  std::sort(manifest.dependencies.begin(), manifest.dependencies.end());
  AddSource(package["build"], manifest);
  AddSource(root["lib"]["path"], manifest);
  static constexpr std::array<std::string_view, 4> kTargets{"bin", "test", "bench", "example"};
  for (const std::string_view target : kTargets) {
    for (const Value item : root[target].items()) AddSource(item["path"], manifest);
  }
}

void AddPatches(const Value& table, std::vector<std::pair<std::string, std::string>>& patches) {
  for (const auto& [key, value] : table.members()) {
    if (!value["path"].IsText()) continue;
    // `[replace]` has keys such as "foo:1.2.3".
    const std::string name = TextOf(value["package"]).value_or(std::string(key));
    patches.emplace_back(name.substr(0, name.find(':')), value["path"].str());
  }
}

void ReadWorkspace(const Value& root, CargoManifest& manifest) {
  const Value workspace = root["workspace"];
  manifest.has_workspace = workspace.IsMap();
  manifest.members = TextsOf(workspace["members"]);
  manifest.exclude = TextsOf(workspace["exclude"]);
  for (const auto& [key, value] : workspace["dependencies"].members()) {
    manifest.shared.push_back(DependencyOf(key, value, EdgeKind::kNormal));
  }
  std::sort(manifest.shared.begin(), manifest.shared.end());
  for (const auto& [key, value] : workspace["package"].members()) {
    manifest.shared_package.emplace_back(key, CanonicalText(value));
  }
  std::sort(manifest.shared_package.begin(), manifest.shared_package.end());
  manifest.shared_lints = CanonicalText(workspace["lints"]);
}

void ReadSettings(const Value& root, CargoManifest& manifest) {
  // What a crate says of itself is compared as its own; what the lockfile or a member's closure
  // shows needs no setting.
  static constexpr std::array<std::string_view, 15> kOfPackage{"package",
                                                               "project",
                                                               "dependencies",
                                                               "dev-dependencies",
                                                               "dev_dependencies",
                                                               "build-dependencies",
                                                               "build_dependencies",
                                                               "target",
                                                               "features",
                                                               "lib",
                                                               "bin",
                                                               "test",
                                                               "bench",
                                                               "example",
                                                               "lints"};
  static constexpr std::array<std::string_view, 7> kOfMembers{
      "members", "default-members", "exclude", "dependencies", "package", "lints", "metadata"};
  for (const auto& [key, value] : root.members()) {
    if (std::find(kOfPackage.begin(), kOfPackage.end(), key) != kOfPackage.end()) continue;
    if (key != "workspace") {
      manifest.settings.emplace_back(key, CanonicalText(value));
      continue;
    }
    for (const auto& [name, setting] : value.members()) {
      if (std::find(kOfMembers.begin(), kOfMembers.end(), name) != kOfMembers.end()) continue;
      manifest.settings.emplace_back("workspace." + std::string(name), CanonicalText(setting));
    }
  }
  // These two choose the resolver of the whole workspace where the root is a package.
  const Value package = root["package"];
  for (const std::string_view key : {"resolver", "edition"}) {
    if (package[key].IsText()) {
      manifest.settings.emplace_back("package." + std::string(key), package[key].str());
    }
  }
  std::sort(manifest.settings.begin(), manifest.settings.end());
}

}  // namespace

std::variant<CargoManifest, ReadProblem> ParseCargoManifest(std::string_view text) {
  const auto document = documents::ReadToml(text);
  if (const auto* error = std::get_if<documents::ReadError>(&document)) return ProblemOf(*error);
  const Value root = std::get<0>(document).root();
  CargoManifest manifest;
  ReadPackage(root, manifest);
  if (manifest.has_package && manifest.name.empty()) {
    return ReadProblem{{}, ReadCause::kSyntax, "its package has no name"};
  }
  ReadWorkspace(root, manifest);
  for (const auto& [source, table] : root["patch"].members()) AddPatches(table, manifest.patches);
  AddPatches(root["replace"], manifest.patches);
  std::sort(manifest.patches.begin(), manifest.patches.end());
  ReadSettings(root, manifest);
  return manifest;
}

std::variant<CargoConfig, ReadProblem> ParseCargoConfig(std::string_view text) {
  const auto document = documents::ReadToml(text);
  if (const auto* error = std::get_if<documents::ReadError>(&document)) return ProblemOf(*error);
  const Value root = std::get<0>(document).root();
  CargoConfig config;
  config.paths = TextsOf(root["paths"]);
  for (const auto& [source, table] : root["patch"].members()) AddPatches(table, config.patches);
  std::sort(config.patches.begin(), config.patches.end());
  for (const auto& [name, source] : root["source"].members()) {
    if (source["directory"].IsText()) config.vendored.push_back(source["directory"].str());
  }
  return config;
}

}  // namespace deltaplan::planner::workspace
