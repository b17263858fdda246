// Which nodes of the dependency graph differ between a baseline and head.
#ifndef DELTAPLAN_PLANNER_DECIDE_CHANGED_NODES_H_
#define DELTAPLAN_PLANNER_DECIDE_CHANGED_NODES_H_

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "graph/ids.h"
#include "planner/model/comparison.h"
#include "planner/model/input_map.h"

namespace deltaplan::planner {

/// The differences by input, turned around once for each baseline. Map and comparison have to
/// outlive it.
class ChangedNodes {
 public:
  ChangedNodes(const InputMap& inputs, const Comparison& comparison);

  using Differences = std::vector<const InputDifference*>;
  /// The nodes that differ from the baseline, each with its differences.
  const std::unordered_map<graph::NodeId, Differences>& Since(std::size_t baseline) const {
    return changed_[baseline];
  }

  /// The difference as the node sees it: with the ignore rules, or literally.
  const Change& ViewOf(graph::NodeId node, const InputDifference& difference) const {
    return inputs_.IsIgnorable(node) ? difference.filtered : difference.literal;
  }

 private:
  const InputMap& inputs_;
  std::vector<std::unordered_map<graph::NodeId, Differences>> changed_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_CHANGED_NODES_H_
