// plan.json; plan_document.h reads it back.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_

#include <map>
#include <string>

#include "planner/model/output_file.h"
#include "planner/model/plan.h"
#include "planner/model/refusal.h"

namespace deltaplan::planner {

/// The published format (docs/schema/plan.schema.json), `format_version` 1.0. `refusals` are the
/// gates that are shut: no reader of ours acts on such a plan. `digests` are those of the files
/// that are written with it, by name; null where none are.
std::string PlanJson(const Plan& plan, const Refusals& refusals = {},
                     const std::map<std::string, std::string>* digests = nullptr);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_JSON_H_
