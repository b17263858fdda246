// `deltaplan status` for people and for programs.
#ifndef DELTAPLAN_PLANNER_REPORT_STATUS_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_STATUS_REPORT_H_

#include <string>

#include "planner/model/status.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// For a terminal: a table with a column for each source, warnings, a summary line last.
std::string StatusText(const StatusReport& report, const TextStyle& style);
/// The published JSON format (docs/schema/status.schema.json), `format_version` 1.0.
std::string StatusJson(const StatusReport& report);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_STATUS_REPORT_H_
