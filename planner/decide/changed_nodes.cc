#include "planner/decide/changed_nodes.h"

namespace deltaplan::planner {

ChangedNodes::ChangedNodes(const InputMap& inputs, const Comparison& comparison)
    : inputs_(inputs), changed_(comparison.differences.size()) {
  for (std::size_t b = 0; b < changed_.size(); ++b) {
    for (const InputDifference& difference : comparison.differences[b]) {
      for (const graph::NodeId node : inputs.NodesOf(difference.input)) {
        if (ViewOf(node, difference).differs) changed_[b][node].push_back(&difference);
      }
    }
  }
}

}  // namespace deltaplan::planner
