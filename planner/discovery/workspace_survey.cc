#include "planner/discovery/workspace_survey.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/workspace/cargo_manifest.h"
#include "planner/workspace/ecosystem.h"
#include "planner/workspace/go_files.h"
#include "planner/workspace/node_manifest.h"
#include "planner/workspace/python_project.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

bool IsPartOf(const workspace::Member& member, const RepoPath& service) {
  return member.directory != service && member.directory.Contains(service) &&
         std::ranges::none_of(member.without,
                              [&](const RepoPath& each) { return each.Contains(service); });
}

// "v2", as modules of Go end from their second major version on.
bool IsMajorVersion(std::string_view word) {
  return word.size() > 1 && word.front() == 'v' &&
         std::ranges::all_of(word.substr(1), tfvars::IsDigit);
}

std::vector<workspace::Root> AllRoots(workspace::TreeFiles& files) {
  workspace::RootCandidates candidates;
  std::vector<workspace::Root> roots;
  for (const RepoPath& directory : workspace::CandidatesBelow(files, RepoPath(), candidates)) {
    std::ranges::move(workspace::RootsIn(files, directory), std::back_inserter(roots));
  }
  return roots;
}

}  // namespace

WorkspaceSurvey SurveyWorkspace(workspace::TreeFiles& files,
                                const std::vector<RepoPath>& services) {
  WorkspaceSurvey survey;
  FoundWorkspace found;
  for (const workspace::Root& root : AllRoots(files)) {
    const workspace::Side side =
        root.ecosystem->read(files, root.directory, workspace::LockfileUse::kNotNeeded);
    bool installs_any = false;
    for (const workspace::Member& member : side.members) {
      survey.members.insert(member.directory);
      for (const RepoPath& service : services) {
        installs_any = installs_any || service.Contains(member.directory);
        if (root.ecosystem->holds_services && IsPartOf(member, service)) return {};
      }
    }
    if (!installs_any) continue;
    if (!side.problems.empty()) return {};
    found.roots.push_back(fmt::format("{} at {}", root.ecosystem->name,
                                      root.directory.IsRoot() ? "." : root.directory.bytes()));
    found.has_lockfile = found.has_lockfile || (side.lockfile && !side.lockfile_is_opaque);
  }
  if (found.roots.empty()) return {};
  std::ranges::sort(found.roots);
  survey.found = std::move(found);
  return survey;
}

std::vector<std::string> PackageNames(workspace::TreeFiles& files, const RepoPath& directory) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& whole) {
    std::string name = whole;
    const std::size_t slash = name.rfind('/');
    if (slash != std::string::npos && IsMajorVersion(name.substr(slash + 1))) name.resize(slash);
    name.erase(0, name.rfind('/') + 1);
    if (!name.empty()) names.push_back(std::move(name));
  };
  const auto add_of = [&](const char* file, auto parse) {
    const auto parsed = files.Parsed(directory.Child(file), parse);
    if (!parsed || parsed->index() != 0) return;
    add(std::get<0>(*parsed)->name);
  };
  add_of("package.json", workspace::ParseNodeManifest);
  add_of("Cargo.toml", workspace::ParseCargoManifest);
  add_of("pyproject.toml", workspace::ParsePythonProject);
  if (const auto text = files.ReadText(directory.Child("go.mod"))) {
    const auto module = workspace::ReadGoMod(*text);
    if (const auto* read = std::get_if<workspace::GoMod>(&module)) add(read->module);
  }
  return names;
}

}  // namespace deltaplan::planner
