#include "planner/report/graph_json.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "planner/report/graph_nodes.h"
#include "planner/report/json_parts.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using graph::NodeId;
using graph::NodeKind;

// By kind and name.
std::vector<NodeId> SortedNodes(const InputMap& inputs, const std::vector<std::string>& services) {
  const graph::DependencyGraph& graph = inputs.graph();
  std::vector<NodeId> nodes = NodesNeededBy(inputs, services);
  std::ranges::sort(nodes, [&graph](NodeId a, NodeId b) {
    return std::tuple(std::string_view(NodeKindName(graph[a].kind)),
                      std::string_view(graph[a].name)) <
           std::tuple(std::string_view(NodeKindName(graph[b].kind)),
                      std::string_view(graph[b].name));
  });
  return nodes;
}

}  // namespace

std::string GraphJson(const InputMap& inputs, const std::vector<std::string>& services) {
  const graph::DependencyGraph& graph = inputs.graph();
  const std::vector<NodeId> nodes = SortedNodes(inputs, services);
  const std::vector<std::size_t> reached = ServicesReached(inputs);
  std::map<NodeId, std::size_t> number;
  for (std::size_t i = 0; i < nodes.size(); ++i) number[nodes[i]] = i;
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("nodes").BeginArray();
  for (const NodeId node : nodes) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("id").Number(number[node]);
    json.Key("kind").String(NodeKindName(graph[node].kind));
    const bool is_path =
        graph[node].kind == NodeKind::kPackage || graph[node].kind == NodeKind::kBuildInput;
    json.Key("name").String(is_path ? JsonPath(graph[node].name) : graph[node].name);
    json.Key("shown").String(JsonPath(inputs.DisplayName(node)));
    json.Key("services").Number(reached[static_cast<std::size_t>(node)]);
    json.EndObject();
  }
  json.EndArray();
  json.Key("edges").BeginArray();
  for (const NodeId node : nodes) {
    std::vector<std::size_t> needed;
    for (const NodeId dependency : graph.Dependencies(node)) {
      if (const auto found = number.find(dependency); found != number.end()) {
        needed.push_back(found->second);
      }
    }
    std::ranges::sort(needed);
    for (const std::size_t dependency : needed) {
      json.BeginObject(JsonLayout::kInline);
      json.Key("from").Number(number[node]);
      json.Key("to").Number(dependency);
      WriteOrigins(json, inputs.OriginsOf(node, nodes[dependency]));
      json.EndObject();
    }
  }
  json.EndArray().EndObject();
  return out + '\n';
}

}  // namespace deltaplan::planner
