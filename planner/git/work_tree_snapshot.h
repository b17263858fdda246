// The work tree as if it had been committed, in memory only.
#ifndef DELTAPLAN_PLANNER_GIT_WORK_TREE_SNAPSHOT_H_
#define DELTAPLAN_PLANNER_GIT_WORK_TREE_SNAPSHOT_H_

#include <vector>

#include "planner/git/object_reader.h"
#include "planner/git/work_tree.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// HEAD's tree with `changes` applied, which were found in `work_tree`. Adds to `objects` what a
/// reader of the new tree will ask for.
Result<WorkTreeSnapshot> MakeSnapshot(WorkTree& work_tree, std::vector<FoundChange> changes,
                                      MemoryObjects& objects);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_WORK_TREE_SNAPSHOT_H_
