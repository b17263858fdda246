// The part of a plan's text between its verdicts, by cause.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_CAUSES_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_CAUSES_TEXT_H_

#include <string>
#include <vector>

#include "planner/model/plan.h"
#include "planner/report/causes.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// Each cause with the services that deploy because of it; what needs a look; how many are
/// unchanged. At the end an empty line.
std::string PlanCausesText(const Plan& plan, const TextStyle& style);

/// "Look at 3 ahead of head: ..." for each concern; "" where there is none. `causes` are those
/// whose services stand above.
std::string ConcernsText(const Plan& plan, const std::vector<CauseGroup>& causes,
                         const TextStyle& style);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_CAUSES_TEXT_H_
