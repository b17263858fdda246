#include "graph/fan_out.h"

#include <algorithm>
#include <deque>
#include <unordered_map>
#include <utility>

namespace deltaplan::graph {

Closure::Closure(const DependencyGraph& graph, NodeId start) : start_(start) {
  // Breadth first, level by level. The nodes of a level are visited in the order of their ids, so
  // the first one to reach a node is the smallest that is one step nearer to the start.
  std::unordered_map<NodeId, NodeId> toward{{start, start}};
  std::vector<NodeId> level{start};
  std::vector<NodeId> next;
  while (!level.empty()) {
    next.clear();
    for (const NodeId node : level) {
      for (const NodeId dependency : graph.Dependencies(node)) {
        if (toward.emplace(dependency, node).second) next.push_back(dependency);
      }
    }
    std::ranges::sort(next);
    level.swap(next);
  }
  nodes_.reserve(toward.size());
  for (const auto& [node, ignored] : toward) nodes_.push_back(node);
  std::ranges::sort(nodes_);
  toward_.reserve(nodes_.size());
  for (const NodeId node : nodes_) toward_.push_back(toward.at(node));
}

std::vector<NodeId> Closure::PathFrom(NodeId node) const {
  std::vector<NodeId> path{node};
  while (path.back() != start_) {
    const auto at = std::ranges::lower_bound(nodes_, path.back()) - nodes_.begin();
    path.push_back(toward_[static_cast<std::size_t>(at)]);
  }
  return path;
}

std::vector<Reach> FanOut(const Closure& closure, const IdVector<NodeId, bool>& changed) {
  std::vector<Reach> reached;
  for (const NodeId node : closure.nodes()) {
    if (changed[node]) reached.push_back({.node = node, .path = closure.PathFrom(node)});
  }
  return reached;
}

std::vector<std::vector<NodeId>> AllPaths(const DependencyGraph& graph, NodeId from, NodeId to,
                                          std::size_t limit, bool& truncated) {
  truncated = false;
  std::vector<std::vector<NodeId>> found;
  // Breadth first over paths, so shorter ones come first, and in the order of ids. Only nodes from
  // which the goal can be reached are entered, so no time is lost in dead ends.
  const Closure needed(graph, to);
  std::deque<std::vector<NodeId>> open{{from}};
  if (!std::ranges::binary_search(needed.nodes(), from)) return found;
  while (!open.empty()) {
    std::vector<NodeId> path = std::move(open.front());
    open.pop_front();
    if (path.back() == to) {
      if (found.size() == limit) {
        truncated = true;
        return found;
      }
      found.push_back(std::move(path));
      continue;
    }
    for (const NodeId dependent : graph.Dependents(path.back())) {
      if (!std::ranges::binary_search(needed.nodes(), dependent)) continue;
      if (std::ranges::find(path, dependent) != path.end()) continue;
      // No more open paths than could still be shown or counted as too many.
      constexpr std::size_t kMostOpen = 100'000;
      if (open.size() == kMostOpen) {
        truncated = true;
        break;
      }
      open.push_back(path);
      open.back().push_back(dependent);
    }
  }
  return found;
}

}  // namespace deltaplan::graph
