// What pictures, tables and JSON say of the nodes of the dependency graph.
#ifndef DELTAPLAN_PLANNER_REPORT_GRAPH_NODES_H_
#define DELTAPLAN_PLANNER_REPORT_GRAPH_NODES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "graph/dependency_graph.h"
#include "planner/model/input_map.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {

/// "service", "package", "build_input", "base_image"
const char* NodeKindName(graph::NodeKind kind);
/// The same for people: "build input".
std::string NodeKindWords(graph::NodeKind kind);

/// Where an edge comes from, for people: "devDependencies of apps/web/package.json".
std::string OriginText(const EdgeOrigin& origin);
/// Whether that says more than which kinds of nodes the edge joins.
bool IsWorthTelling(const EdgeOrigin& origin);
/// As the list "origins" of an edge.
void WriteOrigins(JsonWriter& json, const std::vector<EdgeOrigin>& origins);

/// How many services need each node of the graph, by its id.
std::vector<std::size_t> ServicesReached(const InputMap& inputs);

/// What `services` need, themselves included, by id; without any of them all nodes there are.
std::vector<graph::NodeId> NodesNeededBy(const InputMap& inputs,
                                         const std::vector<std::string>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_GRAPH_NODES_H_
