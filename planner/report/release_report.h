// What `deltaplan release` prints.
#ifndef DELTAPLAN_PLANNER_REPORT_RELEASE_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_RELEASE_REPORT_H_

#include <string>

#include "planner/model/release_facts.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// A line for each service and health address, then what that means, with the way back where it is
/// not well.
std::string ReleaseText(const ReleaseReport& report, const TextStyle& style);
/// docs/schema/release.schema.json.
std::string ReleaseJson(const ReleaseReport& report);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_RELEASE_REPORT_H_
