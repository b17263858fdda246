// A plan for a pull request.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_

#include <string>

#include "planner/model/plan.h"

namespace deltaplan::planner {

/// In GitHub's dialect; cut to fit into a comment there (65,536 characters).
std::string PlanMarkdown(const Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_
