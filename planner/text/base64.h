// Bytes as text: RFC 4648, section 4.
#ifndef DELTAPLAN_PLANNER_TEXT_BASE64_H_
#define DELTAPLAN_PLANNER_TEXT_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// With padding and without line breaks.
std::string Base64Encoded(std::string_view bytes);
/// nullopt for what `Base64Encoded` never writes.
std::optional<std::string> Base64Decoded(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_BASE64_H_
