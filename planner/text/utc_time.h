// Points in time as text.
#ifndef DELTAPLAN_PLANNER_TEXT_UTC_TIME_H_
#define DELTAPLAN_PLANNER_TEXT_UTC_TIME_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// 2026-11-21T15:45:00Z (RFC 3339).
std::string UtcTime(std::int64_t seconds);
/// The reverse of `UtcTime`; nullopt for any other text.
std::optional<std::int64_t> ReadUtcTime(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_UTC_TIME_H_
