// What the configuration means in the tree of one commit.
#ifndef DELTAPLAN_PLANNER_CONFIG_EXPAND_H_
#define DELTAPLAN_PLANNER_CONFIG_EXPAND_H_

#include <variant>
#include <vector>

#include "graph/object_id.h"
#include "graph/tree_reader.h"
#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Either kind of failure: what the configuration says is wrong, or a tree could not be read.
using ExpandFailure = std::variant<ConfigProblems, graph::TreeError>;

/// Expands patterns against the tree `root` and checks all that needs it: duplicate names, unknown
/// references, patterns that match nothing, cycles among images.
std::variant<Platform, ExpandFailure> ExpandConfig(const Config& config, graph::TreeReader& reader,
                                                   const graph::ObjectId& root);

/// Dead paths as problems, for commands that know of no baseline.
ConfigProblems DeadPathProblems(const std::vector<DeadPath>& dead_paths);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_EXPAND_H_
