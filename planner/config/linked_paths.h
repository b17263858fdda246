// Services behind symbolic links.
#ifndef DELTAPLAN_PLANNER_CONFIG_LINKED_PATHS_H_
#define DELTAPLAN_PLANNER_CONFIG_LINKED_PATHS_H_

#include <variant>
#include <vector>

#include "graph/object_id.h"
#include "graph/symlinks.h"
#include "graph/tree_reader.h"
#include "planner/config/tree_glob.h"
#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Whether a pattern of services means what stands there: a directory, a submodule in the place of
/// one, or a link to one: where it was moved to, say. A link whose text is not in this clone
/// counts; whoever follows it then says what to do.
bool IsServiceDirectory(const TreeMatch& match, TreeGlob& tree, graph::TreeReader& reader,
                        const graph::ObjectId& root, const graph::LinkText& link_text);

/// Keeps the links among the stops of a service's path or pattern.
void AddLinksOnWay(const PathPattern& pattern, const std::vector<TreeGlob::Stop>& stops,
                   Platform& platform);

/// The directories that paths and patterns of services lead to over a link ("services/web" where
/// services is one), and that are services under no other path: trees know them by their own path
/// alone, so they would be left out of each plan in silence. `platform` is that of the tree `root`.
/// A link whose text can't be read leads nowhere here.
std::variant<ConfigProblems, graph::TreeError> CheckLinkedPaths(const Platform& platform,
                                                                graph::TreeReader& reader,
                                                                const graph::ObjectId& root,
                                                                const graph::LinkText& link_text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_LINKED_PATHS_H_
