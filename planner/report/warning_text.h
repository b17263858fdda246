// A warning on a terminal.
#ifndef DELTAPLAN_PLANNER_REPORT_WARNING_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_WARNING_TEXT_H_

#include <string>

#include "planner/model/plan.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// "Warning: ..." in lines that fit, those after the first indented. Lines of the message that
/// begin with a space are lists: they stay whole.
std::string WarningText(const Warning& warning, const TextStyle& style);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_WARNING_TEXT_H_
