// JSON that others have printed, made safe to show.
#ifndef DELTAPLAN_PLANNER_TEXT_INERT_JSON_H_
#define DELTAPLAN_PLANNER_TEXT_INERT_JSON_H_

#include <string>
#include <string_view>

#include "tfvars/text/utf8.h"

namespace deltaplan::planner {

/// The same document, with escapes for what could make a terminal or a log show something other
/// than what stands there. `json` is UTF-8, with strings in which control characters are escaped
/// already.
std::string InertJson(std::string_view json);

/// Of the first character of a text: whether it could do so. A line end could.
bool IsMoreThanItself(const tfvars::Character& first, std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_INERT_JSON_H_
