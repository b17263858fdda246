#include "graph/fan_out.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <utility>

namespace deltaplan::graph {

// Walks breadth first, level by level. The nodes of a level are visited in the order of their ids,
// so the first one to reach a node is the smallest that is one step nearer to the start. What a
// walk knows of each node is kept for the next walk, where an old round marks it as out of date: so
// a small closure in a large graph costs what it holds, not what the graph holds.
class ClosureFinder {
 public:
  explicit ClosureFinder(const DependencyGraph& graph) : graph_(graph), seen_(graph.size()) {}

  Closure Find(NodeId start) {
    ++round_;
    found_.assign(1, start);
    seen_[start] = {round_, start};
    for (std::size_t begin = 0; begin < found_.size();) {
      const std::size_t end = found_.size();
      for (std::size_t i = begin; i < end; ++i) {
        const NodeId node = found_[i];
        for (const NodeId dependency : graph_.Dependencies(node)) {
          Seen& seen = seen_[dependency];
          if (seen.round == round_) continue;
          seen = {round_, node};
          found_.push_back(dependency);
        }
      }
      std::sort(found_.begin() + static_cast<std::ptrdiff_t>(end), found_.end());
      begin = end;
    }
    std::ranges::sort(found_);
    Closure closure(start);
    closure.nodes_ = found_;
    closure.toward_.reserve(found_.size());
    for (const NodeId node : found_) closure.toward_.push_back(seen_[node].toward);
    return closure;
  }

 private:
  struct Seen {
    std::uint32_t round = 0;
    NodeId toward{};
  };

  const DependencyGraph& graph_;
  IdVector<NodeId, Seen> seen_;
  std::uint32_t round_ = 0;
  std::vector<NodeId> found_;  // of this round
};

Closure::Closure(const DependencyGraph& graph, NodeId start)
    : Closure(ClosureFinder(graph).Find(start)) {}

std::vector<Closure> FindClosures(const DependencyGraph& graph, std::span<const NodeId> starts,
                                  Parallelism parallelism) {
  // Each part has a finder of its own; few parts, so that making the finders costs little.
  constexpr std::size_t kPart = 512;
  std::vector<std::vector<Closure>> parts((starts.size() + kPart - 1) / kPart);
  ParallelFor(parallelism, parts.size(), [&](std::size_t part) {
    const std::size_t first = part * kPart;
    const auto mine = starts.subspan(first, std::min(kPart, starts.size() - first));
    parts[part].reserve(mine.size());
    ClosureFinder finder(graph);
    for (const NodeId start : mine) parts[part].push_back(finder.Find(start));
  });
  std::vector<Closure> closures;
  closures.reserve(starts.size());
  for (std::vector<Closure>& part : parts) std::ranges::move(part, std::back_inserter(closures));
  return closures;
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
      // A dense graph has more paths than memory.
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
