// plan.json; plan_document.h reads it back.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/model/refusal.h"

namespace deltaplan::planner {

/// The published format (docs/schema/plan.schema.json), `format_version` 1.0. `refusals` are the
/// gates that are shut: no reader of ours acts on such a plan.
std::string PlanJson(const Plan& plan, const Refusals& refusals = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_
