// A plan for a pull request.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/model/refusal.h"

namespace deltaplan::planner {

/// In GitHub's dialect; cut to fit into a comment there (65,536 characters).
/// `refusals`, the gates that are shut, come first.
std::string PlanMarkdown(const Plan& plan, const Refusals& refusals = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_
