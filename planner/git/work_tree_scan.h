// The walk that compares HEAD, the index and the disk. Why not libgit2's status, or git's:
// docs/decisions/work-tree-scan.md.
#ifndef DELTAPLAN_PLANNER_GIT_WORK_TREE_SCAN_H_
#define DELTAPLAN_PLANNER_GIT_WORK_TREE_SCAN_H_

#include <optional>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/git/index_file.h"
#include "planner/git/work_tree.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Sorts changes by path, and keeps one of each path: a path can be both removed from the index and
/// there as something untracked.
void SortChanges(std::vector<FoundChange>& changes);

/// See WorkTree::Changes. Without an index nothing was ever checked out: a file that is absent is
/// no change then.
Result<std::vector<FoundChange>> ScanWorkTree(WorkTree& work_tree,
                                              const std::optional<IndexFile>& index,
                                              const std::optional<graph::ObjectId>& head_tree,
                                              const std::vector<graph::RepoPath>& paths);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_WORK_TREE_SCAN_H_
