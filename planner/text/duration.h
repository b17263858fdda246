// How long something takes, as people write it.
#ifndef DELTAPLAN_PLANNER_TEXT_DURATION_H_
#define DELTAPLAN_PLANNER_TEXT_DURATION_H_

#include <chrono>
#include <optional>
#include <string_view>

namespace deltaplan::planner {

/// Of "90s", "30m", "1h", "2d": a whole number below a thousand million and one unit. nullopt for
/// any other text.
std::optional<std::chrono::seconds> ReadDuration(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_DURATION_H_
