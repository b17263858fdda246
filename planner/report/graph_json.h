// The platform's graph for programs.
#ifndef DELTAPLAN_PLANNER_REPORT_GRAPH_JSON_H_
#define DELTAPLAN_PLANNER_REPORT_GRAPH_JSON_H_

#include <string>
#include <vector>

#include "planner/model/input_map.h"

namespace deltaplan::planner {

/// All nodes and edges (docs/schema/graph.schema.json), `format_version` 1.0; with `services` what
/// these need. Nodes are sorted by kind and name, edges by their nodes.
std::string GraphJson(const InputMap& inputs, const std::vector<std::string>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_GRAPH_JSON_H_
