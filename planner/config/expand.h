// What the configuration means in the tree of one commit.
#ifndef DELTAPLAN_PLANNER_CONFIG_EXPAND_H_
#define DELTAPLAN_PLANNER_CONFIG_EXPAND_H_

#include <variant>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/symlinks.h"
#include "graph/tree_reader.h"
#include "planner/config/further_paths.h"
#include "planner/config/tree_glob.h"
#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Either kind of failure: what the configuration says is wrong, or a tree could not be read.
using ExpandFailure = std::variant<ConfigProblems, graph::TreeError>;

/// Expands patterns against the tree `root` and checks all that needs it: duplicate names, unknown
/// references, cycles among images. A pattern of services matches directories, submodules and links
/// that lead to a directory; `link_text` reads the links. Where the way of any other pattern ends
/// at a link or a submodule, that counts: nobody sees what the pattern means behind it.
std::variant<Platform, ExpandFailure> ExpandConfig(const Config& config, graph::TreeReader& reader,
                                                   const graph::ObjectId& root,
                                                   const graph::LinkText& link_text,
                                                   const FurtherPaths& further = {});

/// Dead paths and patterns as problems. Those below one directory that `tree` lacks have one
/// message.
ConfigProblems DeadPathProblems(const std::vector<DeadPath>& dead_paths,
                                const std::vector<DeadPattern>& dead_patterns, TreeGlob& tree);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_EXPAND_H_
