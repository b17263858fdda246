// What paths and patterns named, and head no longer has.
#ifndef DELTAPLAN_PLANNER_FACTS_REMOVED_INPUTS_H_
#define DELTAPLAN_PLANNER_FACTS_REMOVED_INPUTS_H_

#include <map>
#include <string_view>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/config/further_paths.h"
#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// What `paths`, which may hold "*", mean at some of `baselines` and `head_tree` lacks, or has as
/// something else: a file for a directory. With what stands there at one of those.
Result<std::map<graph::RepoPath, graph::EntryState>> FindRemoved(
    const Project& project, const std::vector<std::string_view>& paths,
    const graph::ObjectId& head_tree, const std::vector<Baseline>& baselines);

/// What patterns of inputs match at some baseline and `head_tree` lacks so, sorted, and the links
/// and submodules that they lead over there. A pattern that is expanded in head alone does not see
/// its own deletions.
Result<FurtherPaths> FindRemovedInputs(const Project& project, const graph::ObjectId& head_tree,
                                       const std::vector<Baseline>& baselines);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_REMOVED_INPUTS_H_
