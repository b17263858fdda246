// What a service runs now, as JSON: the same in every format.
#ifndef DELTAPLAN_PLANNER_REPORT_LIVE_JSON_H_
#define DELTAPLAN_PLANNER_REPORT_LIVE_JSON_H_

#include <optional>

#include "planner/model/plan.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {

/// "same", "behind", "ahead", "diverged", "unknown".
const char* RelationName(graph::Relation relation);

/// The member "live" of a service's object; null when nothing is live.
void WriteLive(JsonWriter& json, const std::optional<Live>& live);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_LIVE_JSON_H_
