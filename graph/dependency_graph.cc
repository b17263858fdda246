#include "graph/dependency_graph.h"

#include <algorithm>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::graph {
namespace {

std::string NameKey(NodeKind kind, std::string_view name) {
  std::string key(1, static_cast<char>('0' + static_cast<int>(kind)));
  key += name;
  return key;
}

}  // namespace

std::span<const NodeId> DependencyGraph::Of(const Edges& edges, NodeId node) {
  const std::size_t first = edges.first[Index(node)];
  return {edges.targets.data() + first, edges.first[Index(node) + 1] - first};
}

std::span<const NodeId> DependencyGraph::Dependencies(NodeId node) const {
  return Of(dependencies_, node);
}

std::span<const NodeId> DependencyGraph::Dependents(NodeId node) const {
  return Of(dependents_, node);
}

std::optional<NodeId> DependencyGraph::Find(NodeKind kind, std::string_view name) const {
  const auto found = by_name_.find(NameKey(kind, name));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

NodeId GraphBuilder::AddNode(NodeKind kind, std::string_view name) {
  const NodeId next{static_cast<std::uint32_t>(graph_.nodes_.size())};
  const auto [entry, is_new] = graph_.by_name_.try_emplace(NameKey(kind, name), next);
  if (is_new) graph_.nodes_.Add({.kind = kind, .name = std::string(name)});
  return entry->second;
}

void GraphBuilder::AddDependency(NodeId dependent, NodeId dependency) {
  if (dependent != dependency) edges_.emplace_back(dependent, dependency);
}

DependencyGraph GraphBuilder::Build() {
  const auto fill = [this](DependencyGraph::Edges& edges) {
    std::ranges::sort(edges_);
    DropDoubles(edges_);
    edges.first.assign(graph_.nodes_.size() + 1, 0);
    for (const auto& [from, to] : edges_) {
      ++edges.first[Index(from) + 1];
      edges.targets.push_back(to);
    }
    for (std::size_t i = 1; i < edges.first.size(); ++i) edges.first[i] += edges.first[i - 1];
  };
  fill(graph_.dependencies_);
  for (auto& [from, to] : edges_) std::swap(from, to);
  fill(graph_.dependents_);
  edges_.clear();
  return std::exchange(graph_, {});
}

}  // namespace deltaplan::graph
