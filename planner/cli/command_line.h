// The command line: words in, options out, or text that answers them.
#ifndef DELTAPLAN_PLANNER_CLI_COMMAND_LINE_H_
#define DELTAPLAN_PLANNER_CLI_COMMAND_LINE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/commands/options.h"
#include "planner/model/exit_code.h"

namespace deltaplan::planner {

/// The command line asked for text (help, version) or was wrong. Nothing was read for it: no file,
/// no repository.
struct CliAnswer {
  std::string output;    ///< for standard output
  std::string messages;  ///< for standard error
  ExitCode exit_code = ExitCode::kDone;
};

/// `arguments` are those after the program's name; text is wrapped to `width` columns.
std::variant<Options, CliAnswer> ParseCommandLine(const std::vector<std::string>& arguments,
                                                  std::size_t width);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_COMMAND_LINE_H_
