// A plan for a terminal.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_TEXT_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// A table of services, the reasons, warnings apart, a summary line last. Unless verbose, many
/// unchanged services become one line, and a service shows its first reasons only.
std::string PlanText(const Plan& plan, const TextStyle& style);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_TEXT_H_
