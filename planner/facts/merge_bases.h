// Where a change began.
#ifndef DELTAPLAN_PLANNER_FACTS_MERGE_BASES_H_
#define DELTAPLAN_PLANNER_FACTS_MERGE_BASES_H_

#include <string>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// The newest first. Crosswise merges leave several: a change since any of them is one that the
/// merge would bring. `revision` is what `base` was called.
Result<std::vector<CommitInfo>> MergeBasesWith(GitRepository& repository, const CommitInfo& head,
                                               const CommitInfo& base, const std::string& revision);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_MERGE_BASES_H_
