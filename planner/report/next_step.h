// What to run after a command: for people at a terminal, never for a log.
#ifndef DELTAPLAN_PLANNER_REPORT_NEXT_STEP_H_
#define DELTAPLAN_PLANNER_REPORT_NEXT_STEP_H_

#include <optional>
#include <string>

#include "planner/model/plan.h"

namespace deltaplan::planner {

/// Where things lie on this disk, as absolute paths.
struct NextPlaces {
  std::string top;                 ///< of the work tree
  std::optional<std::string> out;  ///< where the plan was written
};

/// The steps from a plan to an apply that can't do anything else; "" where nothing deploys. Each
/// command is whole and fits the sentence before it, whatever is in a name.
std::string NextAfterPlan(const Plan& plan, const NextPlaces& places);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_NEXT_STEP_H_
