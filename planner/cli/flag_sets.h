// Flags that several commands have.
#ifndef DELTAPLAN_PLANNER_CLI_FLAG_SETS_H_
#define DELTAPLAN_PLANNER_CLI_FLAG_SETS_H_

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/cli/flag.h"

namespace deltaplan::planner {

/// Those that every command has. As with git, they may stand before the command, too.
const std::vector<Flag>& CommonFlags();

std::vector<Flag> Join(std::initializer_list<std::vector<Flag>> sets);

std::vector<Flag> FormatFlag(std::string_view words);  ///< --format; the first word is the default
std::vector<Flag> LiveFlags();                         ///< --live, --live-file, --timeout
std::vector<Flag> LiveFileFlags();                     ///< --live-file, --timeout
std::vector<Flag> TimeoutFlag();
std::vector<Flag> StateFlag();
std::vector<Flag> ServiceFlag();
std::vector<Flag> OneLineFlags();  ///< --services, --packages: a configuration in one line
std::vector<Flag> StepsFlag(std::string_view text);
std::vector<Flag> AllowMissingImagesFlag();

/// A whole number from `least` to `most`; nullopt for any other text.
std::optional<unsigned> ReadNumber(const std::string& text, unsigned least, unsigned most);

/// "90s", "30m", "1h", "2d", or a bare number, which is seconds; nullopt for any other text.
std::optional<std::chrono::seconds> ReadTime(const std::string& text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_FLAG_SETS_H_
