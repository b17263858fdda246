// Where a commit has the configuration, which may lie behind a symbolic link.
#ifndef DELTAPLAN_PLANNER_FACTS_CONFIG_PLACE_H_
#define DELTAPLAN_PLANNER_FACTS_CONFIG_PLACE_H_

#include <optional>
#include <string>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

struct ConfigPlace {
  /// Its own path, and every place that a link there leads over: a change of any is one of the
  /// configuration. Sorted.
  std::vector<graph::RepoPath> paths;
  /// What holds its text; nullopt when the tree has no such file. Of a link that this clone lacks
  /// the text of, the link: whoever reads it is told what to fetch.
  std::optional<graph::ObjectId> blob;
};

/// Looks for the configuration at `path` in `tree`. An error means that a tree could not be read.
Result<ConfigPlace> FindConfigIn(GitRepository& repository, graph::TreeReader& trees,
                                 const graph::ObjectId& tree, const std::string& path);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_CONFIG_PLACE_H_
