// A plan for a terminal.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_TEXT_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// The verdict, a table of services with their reasons, warnings apart, the verdict again. Unless
/// verbose, many unchanged services become one line, a service shows its first reasons only, and
/// many services to deploy are grouped by what causes it.
std::string PlanText(const Plan& plan, const TextStyle& style);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_TEXT_H_
