#include "planner/report/graph_nodes.h"

#include <algorithm>
#include <set>

#include "planner/report/sentences.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

using graph::NodeId;
using graph::NodeKind;

const char* NodeKindName(NodeKind kind) {
  switch (kind) {
    case NodeKind::kService:
      return "service";
    case NodeKind::kPackage:
      return "package";
    case NodeKind::kBuildInput:
      return "build_input";
    case NodeKind::kBaseImage:
      return "base_image";
  }
  return "";
}

std::string NodeKindWords(NodeKind kind) {
  std::string words = NodeKindName(kind);
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string OriginText(const EdgeOrigin& origin) {
  if (origin.kind == EdgeOrigin::Kind::kBaseline) return "the configuration of its baseline";
  if (origin.file.empty()) return EdgeOriginName(origin.kind);
  const std::string file = ShownPath(origin.file);
  return origin.section.empty() ? file : origin.section + " of " + file;
}

bool IsWorthTelling(const EdgeOrigin& origin) {
  switch (origin.kind) {
    case EdgeOrigin::Kind::kManifest:
    case EdgeOrigin::Kind::kLockfile:
    case EdgeOrigin::Kind::kWorkspace:
    case EdgeOrigin::Kind::kDependsOn:
    case EdgeOrigin::Kind::kBaseline:
      return true;
    case EdgeOrigin::Kind::kBuildInputs:
    case EdgeOrigin::Kind::kFrom:
    case EdgeOrigin::Kind::kPackages:
      break;
  }
  return false;
}

void WriteOrigins(JsonWriter& json, const std::vector<EdgeOrigin>& origins) {
  json.Key("origins").BeginArray(JsonLayout::kInline);
  for (const EdgeOrigin& origin : origins) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("kind").String(EdgeOriginName(origin.kind));
    json.Key("file");
    if (origin.file.empty()) {
      json.Null();
    } else {
      json.String(JsonPath(origin.file));
    }
    json.Key("section");
    if (origin.section.empty()) {
      json.Null();
    } else {
      json.String(origin.section);
    }
    json.EndObject();
  }
  json.EndArray();
}

std::vector<std::size_t> ServicesReached(const InputMap& inputs) {
  std::vector<std::size_t> reached(inputs.graph().size());
  for (std::size_t i = 0; i < inputs.service_count(); ++i) {
    for (const NodeId node : inputs.ClosureOf(i).nodes()) {
      ++reached[static_cast<std::size_t>(node)];
    }
  }
  return reached;
}

std::vector<NodeId> NodesNeededBy(const InputMap& inputs,
                                  const std::vector<std::string>& services) {
  const graph::DependencyGraph& graph = inputs.graph();
  std::set<NodeId> needed;
  for (const std::string& name : services) {
    if (const auto node = graph.Find(NodeKind::kService, name)) {
      const graph::Closure closure(graph, *node);
      needed.insert(closure.nodes().begin(), closure.nodes().end());
    }
  }
  if (!services.empty()) return {needed.begin(), needed.end()};
  std::vector<NodeId> all;
  for (std::size_t i = 0; i < graph.size(); ++i) all.push_back(static_cast<NodeId>(i));
  return all;
}

}  // namespace deltaplan::planner
