// What depends on what: services, packages, build inputs and base images.
#ifndef DELTAPLAN_GRAPH_DEPENDENCY_GRAPH_H_
#define DELTAPLAN_GRAPH_DEPENDENCY_GRAPH_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/ids.h"

namespace deltaplan::graph {

enum class NodeKind { kService, kPackage, kBuildInput, kBaseImage };

struct Node {
  NodeKind kind = NodeKind::kService;
  std::string name;  ///< unique among nodes of its kind
};

/// An immutable graph; cycles are fine (workspaces have them). Nodes are numbered in the order in
/// which they were added; edges are sorted by id.
class DependencyGraph {
 public:
  std::size_t size() const { return nodes_.size(); }
  const Node& operator[](NodeId id) const { return nodes_[id]; }

  /// What `node` depends on directly.
  std::span<const NodeId> Dependencies(NodeId node) const;
  /// What depends on `node` directly.
  std::span<const NodeId> Dependents(NodeId node) const;
  /// The node of that kind and name, if there is one.
  std::optional<NodeId> Find(NodeKind kind, std::string_view name) const;

 private:
  friend class GraphBuilder;
  struct Edges {
    std::vector<std::size_t> first;  // of node i: targets[first[i]] up to targets[first[i + 1]]
    std::vector<NodeId> targets;
  };
  static std::span<const NodeId> Of(const Edges& edges, NodeId node);

  IdVector<NodeId, Node> nodes_;
  Edges dependencies_;
  Edges dependents_;
  std::unordered_map<std::string, NodeId> by_name_;  // key: kind digit + name
};

/// Collects nodes and edges. Doubled edges count once; an edge from a node to itself is dropped.
class GraphBuilder {
 public:
  /// Adds a node, or returns the one of that kind and name that is there already.
  NodeId AddNode(NodeKind kind, std::string_view name);
  /// `dependent` needs `dependency`.
  void AddDependency(NodeId dependent, NodeId dependency);

  /// The finished graph; the builder is empty afterwards.
  DependencyGraph Build();

 private:
  DependencyGraph graph_;
  std::vector<std::pair<NodeId, NodeId>> edges_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_DEPENDENCY_GRAPH_H_
