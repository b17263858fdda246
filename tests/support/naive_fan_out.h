// A slow and plain fan-out, to compare the real one with.
#ifndef DELTAPLAN_TESTS_SUPPORT_NAIVE_FAN_OUT_H_
#define DELTAPLAN_TESTS_SUPPORT_NAIVE_FAN_OUT_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "graph/dependency_graph.h"
#include "graph/fan_out.h"
#include "graph/ids.h"

namespace deltaplan::graph {

/// Works on pairs (dependent, dependency), not on a `DependencyGraph`.
class NaiveFanOut {
 public:
  NaiveFanOut(std::size_t nodes, const std::set<std::pair<NodeId, NodeId>>& edges)
      : nodes_(nodes), edges_(edges) {}

  /// How many steps every node that `start` needs is away from it: grown edge by edge until nothing
  /// changes any more.
  std::map<NodeId, std::size_t> Distances(NodeId start) const {
    std::map<NodeId, std::size_t> distances{{start, 0}};
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& [dependent, dependency] : edges_) {
        const auto from = distances.find(dependent);
        if (from == distances.end()) continue;
        const auto [to, is_new] = distances.try_emplace(dependency, nodes_);
        if (!is_new && to->second <= from->second + 1) continue;
        to->second = from->second + 1;
        changed = true;
      }
    }
    return distances;
  }

  std::vector<Reach> FanOut(NodeId start, const std::set<NodeId>& changed) const {
    const std::map<NodeId, std::size_t> distances = Distances(start);
    std::vector<Reach> reached;
    for (const auto& [node, distance] : distances) {
      if (!changed.contains(node)) continue;
      // Each step goes to the smallest dependent that is one step nearer to the start.
      Reach reach{node, {node}};
      while (reach.path.back() != start) {
        std::optional<NodeId> nearer;
        for (const auto& [candidate, candidate_distance] : distances) {
          if (candidate_distance + 1 == distances.at(reach.path.back()) &&
              edges_.contains({candidate, reach.path.back()}) && !nearer) {
            nearer = candidate;
          }
        }
        reach.path.push_back(*nearer);
      }
      reached.push_back(std::move(reach));
    }
    return reached;
  }

  /// Every simple path from `from` to `to` along "is needed by" edges, in no order.
  std::set<std::vector<NodeId>> AllPaths(NodeId from, NodeId to) const {
    std::set<std::vector<NodeId>> found;
    std::vector<NodeId> path{from};
    Extend(path, to, found);
    return found;
  }

 private:
  void Extend(std::vector<NodeId>& path, NodeId to, std::set<std::vector<NodeId>>& found) const {
    if (path.back() == to) {
      found.insert(path);
      return;
    }
    for (const auto& [dependent, dependency] : edges_) {
      if (dependency != path.back()) continue;
      bool is_on_path = false;
      for (const NodeId node : path) is_on_path = is_on_path || node == dependent;
      if (is_on_path) continue;
      path.push_back(dependent);
      Extend(path, to, found);
      path.pop_back();
    }
  }

  std::size_t nodes_;
  std::set<std::pair<NodeId, NodeId>> edges_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_TESTS_SUPPORT_NAIVE_FAN_OUT_H_
