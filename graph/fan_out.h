// From changed nodes to the services that they reach, with the path that each change takes.
#ifndef DELTAPLAN_GRAPH_FAN_OUT_H_
#define DELTAPLAN_GRAPH_FAN_OUT_H_

#include <cstddef>
#include <span>
#include <vector>

#include "graph/dependency_graph.h"
#include "graph/ids.h"
#include "graph/parallel.h"

namespace deltaplan::graph {

/// A node that the service needs, and how it needs it.
struct Reach {
  NodeId node{};
  /// From `node` to the service, both included. A shortest path; among those, the one whose ids are
  /// smallest, read from the service's end.
  std::vector<NodeId> path;
};

/// All that one node needs, itself included: what a breadth-first walk from it meets.
class Closure {
 public:
  /// Walks `graph` from `start` along the dependencies. Cycles are fine. For the closures of many
  /// nodes, `FindClosures` is quicker.
  Closure(const DependencyGraph& graph, NodeId start);

  /// Every node reached, sorted by id.
  std::span<const NodeId> nodes() const { return nodes_; }
  /// The path from `node` (which must be in `nodes()`) to the start.
  std::vector<NodeId> PathFrom(NodeId node) const;

 private:
  friend class ClosureFinder;
  explicit Closure(NodeId start) : start_(start) {}

  std::vector<NodeId> nodes_;   // sorted
  std::vector<NodeId> toward_;  // of nodes_[i]: the next node on the way to the start
  NodeId start_;
};

/// The closures of all `starts`, in their order.
std::vector<Closure> FindClosures(const DependencyGraph& graph, std::span<const NodeId> starts,
                                  Parallelism parallelism);

/// The members of the closure for which `changed` holds, sorted by node id.
std::vector<Reach> FanOut(const Closure& closure, const IdVector<NodeId, bool>& changed);

/// Every simple path from `from` to `to` along "is needed by" edges, shortest first, then by ids;
/// at most `limit`. `truncated` tells that there may be more: the limit was met, or there were too
/// many beginnings of paths to follow them all.
std::vector<std::vector<NodeId>> AllPaths(const DependencyGraph& graph, NodeId from, NodeId to,
                                          std::size_t limit, bool& truncated);

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_FAN_OUT_H_
