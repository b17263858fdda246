// Warnings on a terminal.
#ifndef DELTAPLAN_PLANNER_REPORT_WARNING_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_WARNING_TEXT_H_

#include <string>
#include <vector>

#include "planner/report/text_style.h"
#include "planner/report/warning_notices.h"

namespace deltaplan::planner {

/// "Warning: ..." for each in lines that fit, those after the first indented, and an empty line
/// behind them. Lines of a message that begin with a space are lists: they stay whole.
std::string NoticesText(const std::vector<WarningNotice>& notices, const TextStyle& style);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_WARNING_TEXT_H_
