// Values of options that are more than words and numbers.
#ifndef DELTAPLAN_PLANNER_CLI_VALUES_H_
#define DELTAPLAN_PLANNER_CLI_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// Seconds of "90s", "30m", "1h", "2d"; nullopt for any other text.
std::optional<std::int64_t> ReadAge(std::string_view text);

/// What is wrong with `text` as OS/ARCHITECTURE[/VARIANT], as Docker writes platforms; empty when
/// nothing is.
std::string CheckPlatform(const std::string& text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_VALUES_H_
