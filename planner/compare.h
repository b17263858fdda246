// Which inputs differ between each baseline and head, and in which files.
#ifndef DELTAPLAN_PLANNER_COMPARE_H_
#define DELTAPLAN_PLANNER_COMPARE_H_

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
#include "planner/input_map.h"

namespace deltaplan::planner {

/// One distinct commit that services are live at.
struct Baseline {
  graph::ObjectId commit;
  graph::ObjectId tree;
  std::int64_t time = 0;
  std::vector<graph::InputId> wanted;  ///< of all services with this baseline; sorted, no doubles
};

/// What differs below one path, seen in one way: with or without the ignore rules.
struct Change {
  bool differs = false;
  std::optional<graph::FileListId> files;  ///< set when files were asked for and something differs
};

/// An input whose path, mode or object id is not the same in head. Inputs that are equal have none.
struct InputDifference {
  graph::InputId input{};
  Change filtered;  ///< for services, packages and base images: after the ignore rules
  Change literal;   ///< for build inputs: nothing is ignored
};

struct CompareOptions {
  bool list_files = true;
  std::size_t max_files = 50;  ///< how many files a list names; counts are exact
};

struct Comparison {
  std::vector<std::vector<InputDifference>> differences;  ///< for each baseline, sorted by input
  graph::IdVector<graph::FileListId, graph::FileList> lists;
};

/// Pass baselines in the order of their commit times (see graph/tree_walk.h). One thread for each
/// reader; there is at least one.
std::variant<Comparison, graph::TreeError> Compare(std::span<graph::TreeReader* const> readers,
                                                   const InputMap& map,
                                                   const graph::IgnoreRules& ignore,
                                                   const graph::ObjectId& head_tree,
                                                   std::span<const Baseline> baselines,
                                                   const CompareOptions& options);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMPARE_H_
