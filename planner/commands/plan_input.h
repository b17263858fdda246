// A plan that was written before, as an input.
#ifndef DELTAPLAN_PLANNER_COMMANDS_PLAN_INPUT_H_
#define DELTAPLAN_PLANNER_COMMANDS_PLAN_INPUT_H_

#include <string>

#include "planner/model/result.h"
#include "planner/ports/files.h"
#include "planner/report/plan_document.h"

namespace deltaplan::planner {

/// The text of a plan, and the path that it was read from.
struct PlanInput {
  std::string text;
  std::string path;
  std::string directory;  ///< "" where the file itself was named
};

/// `place` is the directory that `plan --out` wrote, a file with what it calls plan.json, or "-".
Result<PlanInput> ReadPlanInput(const std::string& place, Files& files);

/// Reads it, and refuses a plan some of whose files are of another one: of a named directory all
/// have to be there.
Result<PlanDocument> ReadPlan(const PlanInput& input, Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_PLAN_INPUT_H_
