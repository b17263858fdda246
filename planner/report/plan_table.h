// A plan for programs that read lines: names, and a table with tabs.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_TABLE_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_TABLE_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// The services that deploy, one on each line, as they are: for `xargs -d '\n'`. An error when a
/// name holds a newline or anything else that is not to be shown as it is (`DisplayText`).
Result<std::string> PlanNames(const Plan& plan);

/// A line for each service, with a header: service, decision, live tag, tag after the plan, reasons
/// as codes with commas. What is unknown is empty. A name or tag with a tab, a newline or anything
/// else that is not to be shown as it is stands in C's quotes (`DisplayPath`).
std::string PlanTsv(const Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_TABLE_H_
