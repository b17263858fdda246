// What was compared, and what differs.
#ifndef DELTAPLAN_PLANNER_MODEL_COMPARISON_H_
#define DELTAPLAN_PLANNER_MODEL_COMPARISON_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/file_change.h"
#include "graph/ids.h"
#include "graph/object_id.h"

namespace deltaplan::planner {

/// One distinct commit that services are live at.
struct Baseline {
  graph::ObjectId commit;
  graph::ObjectId tree;
  std::int64_t time = 0;  ///< of the commit, in seconds since the epoch
};

/// What differs below one path, seen in one way: with or without the ignore rules.
struct Change {
  bool differs = false;
  std::optional<graph::FileListId> files;  ///< set when files were asked for and something differs
  std::uint64_t file_count = 0;            ///< exact; 0 where `files` is nullopt
};

/// An input whose path, mode or object id is not the same in head. Inputs that are equal have none.
struct InputDifference {
  graph::InputId input{};
  Change filtered;  ///< for services, packages and base images: after the ignore rules
  Change literal;   ///< for build inputs: nothing is ignored
};

/// The files of all differences; many share one. Apart from the differences, because nothing is
/// decided by them.
using FileLists = graph::IdVector<graph::FileListId, graph::FileList>;

struct Comparison {
  std::vector<std::vector<InputDifference>> differences;  ///< for each baseline, sorted by input
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_COMPARISON_H_
