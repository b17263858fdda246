// Bytes as text: RFC 4648, section 4.
#ifndef DELTAPLAN_PLANNER_TEXT_BASE64_H_
#define DELTAPLAN_PLANNER_TEXT_BASE64_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// With padding and without line breaks.
std::string Base64Encoded(std::string_view bytes);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_BASE64_H_
