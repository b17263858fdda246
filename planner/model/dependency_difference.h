// What differs for one service in what manifests and lockfiles say, before it becomes a reason.
#ifndef DELTAPLAN_PLANNER_MODEL_DEPENDENCY_DIFFERENCE_H_
#define DELTAPLAN_PLANNER_MODEL_DEPENDENCY_DIFFERENCE_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/model/dependency_change.h"
#include "planner/model/plan.h"

namespace deltaplan::planner {

struct DependencyDifference {
  ReasonCode code = ReasonCode::kLockfileChanged;
  std::string input;             ///< a file, or the directory of a package
  std::vector<std::string> via;  ///< from `input` to the service
  ReasonDetails details;
  std::optional<std::string> detail = {};

  bool operator==(const DependencyDifference&) const = default;
};

/// By index of the service and of the baseline. Where nothing differs there is no entry.
using DependencyDifferences =
    std::map<std::pair<std::size_t, std::size_t>, std::vector<DependencyDifference>>;

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_DEPENDENCY_DIFFERENCE_H_
