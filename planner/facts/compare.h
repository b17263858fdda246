// Which inputs differ between each baseline and head, and in which files. Why trees and not the
// commits between: docs/decisions/trees-not-history.md.
#ifndef DELTAPLAN_PLANNER_FACTS_COMPARE_H_
#define DELTAPLAN_PLANNER_FACTS_COMPARE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "graph/file_change.h"
#include "graph/ids.h"
#include "graph/ignore_rules.h"
#include "graph/object_id.h"
#include "graph/tree_reader.h"
#include "planner/model/comparison.h"
#include "planner/model/input_map.h"
#include "planner/model/service_facts.h"

namespace deltaplan::planner {

struct CompareOptions {
  bool list_files = true;
  std::size_t max_files = 50;  ///< how many files a list names; counts are exact
};

/// The inputs that a baseline is looked at for: those of its services, sorted, without doubles.
using WantedInputs = std::vector<graph::InputId>;

/// For each of so many baselines, what the services that are live at it need.
std::vector<WantedInputs> InputsOfBaselines(const InputMap& map,
                                            const std::vector<ServiceFacts>& services,
                                            std::size_t baselines);

struct ComparedTrees {
  Comparison comparison;
  FileLists lists;
};

/// Compares each baseline with head at the inputs of `wanted`, which has the index of `baselines`.
/// Pass baselines in the order of their commit times (see graph/tree_walk.h). One thread for each
/// reader; there is at least one.
std::variant<ComparedTrees, graph::TreeError> Compare(std::span<graph::TreeReader* const> readers,
                                                      const InputMap& map,
                                                      const graph::IgnoreRules& ignore,
                                                      const graph::ObjectId& head_tree,
                                                      std::span<const Baseline> baselines,
                                                      std::span<const WantedInputs> wanted,
                                                      const CompareOptions& options);

/// The same with each baseline's own destination instead of head; `destinations` has the index of
/// `baselines`, and the same ones stand together.
std::variant<ComparedTrees, graph::TreeError> CompareRoutes(
    std::span<graph::TreeReader* const> readers, const InputMap& map,
    const graph::IgnoreRules& ignore, std::span<const Baseline> destinations,
    std::span<const Baseline> baselines, std::span<const WantedInputs> wanted,
    const CompareOptions& options);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_COMPARE_H_
