#include "planner/discovery/workspace_survey.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "planner/workspace/ecosystem.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;

bool IsPartOf(const workspace::Member& member, const RepoPath& service) {
  return member.directory != service && member.directory.Contains(service) &&
         std::ranges::none_of(member.without,
                              [&](const RepoPath& each) { return each.Contains(service); });
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

}  // namespace deltaplan::planner
