// What only a pattern named, and head no longer has.
#ifndef DELTAPLAN_PLANNER_FACTS_REMOVED_INPUTS_H_
#define DELTAPLAN_PLANNER_FACTS_REMOVED_INPUTS_H_

#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// The paths that patterns of inputs match at some baseline and that `head_tree` lacks; sorted,
/// without doubles. A pattern that is expanded in head alone does not see its own deletions.
Result<std::vector<graph::RepoPath>> FindRemovedInputs(const Project& project,
                                                       const graph::ObjectId& head_tree,
                                                       const std::vector<Baseline>& baselines);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_REMOVED_INPUTS_H_
