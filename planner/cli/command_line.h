// The command line: words in, options out, or text that answers them.
#ifndef DELTAPLAN_PLANNER_CLI_COMMAND_LINE_H_
#define DELTAPLAN_PLANNER_CLI_COMMAND_LINE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/commands/options.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// What the command line asked for by itself: help, the version, a manual. Nothing was read for it:
/// no file, no repository.
struct CliText {
  std::string text;
};

/// `arguments` are those after the program's name; text is wrapped to `width` columns. An error
/// where they are wrong.
std::variant<Options, CliText, Error> ParseCommandLine(const std::vector<std::string>& arguments,
                                                       std::size_t width);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_COMMAND_LINE_H_
