// plan.json; plan_document.h reads it back.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_

#include <string>

#include "planner/model/plan.h"

namespace deltaplan::planner {

/// The published format (docs/schema/plan.schema.json), `format_version` 1.0.
std::string PlanJson(const Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_
