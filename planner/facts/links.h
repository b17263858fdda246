// Symbolic links inside inputs: what they point to is an input, too.
#ifndef DELTAPLAN_PLANNER_FACTS_LINKS_H_
#define DELTAPLAN_PLANNER_FACTS_LINKS_H_

#include <span>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/model/input_map.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// The links in head inside the paths `inputs`, and inside what these point to. One thread for each
/// reader; there is at least one.
Result<std::vector<LinkedPath>> FindLinks(GitRepository& repository,
                                          std::span<graph::TreeReader* const> readers,
                                          const graph::ObjectId& head_tree,
                                          std::vector<graph::RepoPath> inputs);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_LINKS_H_
