// What the lockfiles of JavaScript's package managers have in common, and how it becomes a `Side`.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_NODE_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_NODE_LOCK_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/lock_edges.h"
#include "planner/workspace/side.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

/// One dependency of an importer, as the lockfile has it. Paths are relative to the lockfile's
/// directory, and may hold "..".
struct NodeReference {
  std::string name;
  EdgeKind kind = EdgeKind::kNormal;
  std::optional<std::string> link;  ///< a directory
  std::optional<RecordId> record;   ///< else: what it resolves to

  auto operator<=>(const NodeReference&) const = default;
};

/// What of a record lies in the repository.
struct NodeLocalContent {
  RecordId record{};
  std::vector<std::string> directories = {};
  std::vector<std::string> files = {};
  std::string patch = {};  ///< the key in `patchedDependencies`; "" where it is not patched

  bool IsEmpty() const { return directories.empty() && files.empty() && patch.empty(); }
};

/// A lockfile that tells what each importer resolves to. Depends on its bytes alone.
struct NodeLock {
  /// By path relative to the lockfile; "." is its directory.
  std::map<std::string, std::vector<NodeReference>> importers;
  RecordGraph records;
  std::vector<NodeLocalContent> local_content;  ///< by record
};

/// The first of `names` that is a file in `side.root` becomes the lockfile of `side`. One that is
/// there and leads to no file is a problem.
void FindLockfile(TreeFiles& files, const std::vector<std::string_view>& names, Side& side);

/// The members that "workspaces" of the root's package.json means, with the root's settings and
/// what is wrong with them in `side`.
NodeMembers FindRootMembers(TreeFiles& files, const graph::RepoPath& root, NegationOrder order,
                            Side& side);

/// What `parse` makes of the lockfile of `side`; null, and a problem in `side`, when it can't be
/// read.
template <typename Lock, typename... Shared>
const Lock* ReadLock(TreeFiles& files,
                     std::variant<Lock, ReadProblem> (*parse)(std::string_view, Shared&...),
                     Side& side) {
  const auto read = files.Parsed(*side.lockfile, parse);
  if (!read) return nullptr;
  if (const auto* lock = std::get_if<const Lock*>(&*read)) return *lock;
  side.problems.push_back(std::get<ReadProblem>(*read));
  side.problems.back().is_lockfile = true;
  return nullptr;
}

/// The edges of all members, warnings, and everything sorted: the last step of a reader.
void FinishNodeSide(TreeFiles& files, const NodeMembers& members, NodeManager manager,
                    const NodeLinkRules& rules, const LockedDependencies& locked, Side& side);

/// Takes the lockfile's records into `side`. `patch_file` says where the patch of a key lies.
void PlaceRecords(
    const NodeLock& lock,
    const std::function<std::optional<std::string>(const std::string& key)>& patch_file,
    Side& side);

/// What `lock` makes of each member's dependencies. Both have to outlive it.
LockedDependencies LockedBy(const NodeLock& lock, const Side& side);

/// `directory`, or a file, relative to `root`, as importers are called: "." is the root itself.
std::string ImporterPath(const graph::RepoPath& root, const graph::RepoPath& directory);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_NODE_LOCK_H_
