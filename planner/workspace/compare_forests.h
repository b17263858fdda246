// What differs between two commits in what one service needs, as far as manifests and lockfiles
// say.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_COMPARE_FORESTS_H_
#define DELTAPLAN_PLANNER_WORKSPACE_COMPARE_FORESTS_H_

#include <functional>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/model/dependency_difference.h"
#include "planner/workspace/forest.h"

namespace deltaplan::planner::workspace {

/// What one service is, in the eyes of package managers.
struct ServiceStarts {
  graph::RepoPath path;                    ///< where its members are, as paths of reasons end
  std::vector<graph::RepoPath> manifests;  ///< further directories whose members it is
  ClosureOptions options;
};

/// The members that a service is made of: those below its path, and the nearest one at or above it
/// that holds services, where its sources lie there, or where nothing else is found.
std::vector<MemberPlace> StartsIn(const Forest& forest, const ServiceStarts& service);

/// Whether what can't be read of `root` may hide that it installs what stands at `path`.
bool MayInstall(const ReadRoot& root, const graph::RepoPath& path);

struct CompareForestsOptions {
  bool precise = false;  ///< records count; else their lockfile does as a whole, and not here
  /// External packages that never rebuild.
  std::function<bool(std::string_view name)> is_ignored;
};

/// In the order of reasons: what joined or left, settings, the lockfile, what can't be read.
/// Records of both forests have been numbered by one `RecordClasses`. Pure.
std::vector<DependencyDifference> CompareForests(const Forest& before, const Forest& after,
                                                 const ServiceStarts& service,
                                                 const CompareForestsOptions& options);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_COMPARE_FORESTS_H_
