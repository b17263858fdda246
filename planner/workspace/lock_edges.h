// Joins what manifests and a lockfile of JavaScript say of each member.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_LOCK_EDGES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_LOCK_EDGES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/workspace/node_members.h"
#include "planner/workspace/side.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

/// What the lockfile makes of one dependency of one member: records, directories, or both. Its name
/// is that of the lockfile or of the manifest, and lasts as long as they.
struct LockedDependency {
  std::string_view name;
  EdgeKind kind = EdgeKind::kNormal;
  std::vector<RecordId> records = {};
  std::vector<graph::RepoPath> directories = {};
  std::vector<graph::RepoPath> files = {};  ///< archives in the repository
};

/// All that the lockfile says of the member; nullopt when it does not know it.
using LockedDependencies =
    std::function<std::optional<std::vector<LockedDependency>>(const NodeMember& member)>;

/// Fills in `side.members` from `members`. With `locked` (null where no lockfile was read) the
/// lockfile says which package a dependency is, and the manifest which dependencies there are; what
/// only one of them has counts, and what the lockfile lacks gives a `lockfile_stale`. Directories
/// with a manifest that paths lead to are joined in the same way, each in turn; no lockfile need
/// know them.
void JoinMembers(TreeFiles& files, const NodeMembers& members, const NodeLinkRules& rules,
                 const LockedDependencies& locked, Side& side);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_LOCK_EDGES_H_
