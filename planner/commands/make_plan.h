// From an assessment to a plan: the decision, tags, targets.
#ifndef DELTAPLAN_PLANNER_COMMANDS_MAKE_PLAN_H_
#define DELTAPLAN_PLANNER_COMMANDS_MAKE_PLAN_H_

#include <string>
#include <vector>

#include "planner/commands/assessment.h"
#include "planner/commands/commands.h"
#include "planner/decide/decide.h"
#include "planner/model/options.h"
#include "planner/model/plan.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// The session's head with the tag that its images get; `dirty` is not looked at.
Result<Head> HeadOf(const Session& session);

struct MadePlan {
  Plan plan;
  std::vector<Refusal> refusals;
};

/// Takes what it needs out of `assessment` (warnings, file lists). `dirty` are the changes of the
/// work tree inside inputs, in display form.
Result<MadePlan> MakePlan(Session& session, Assessment& assessment, const Options& options,
                          const Ports& ports, const std::vector<std::string>& dirty);

/// The plan's warnings for standard error, each on lines of its own.
std::string WarningLines(const Plan& plan);

/// The plan in the format that was asked for; files of --out; the exit code.
Result<Answer> AnswerWithPlan(const Plan& plan, const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_MAKE_PLAN_H_
