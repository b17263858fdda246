// The command line.
#ifndef DELTAPLAN_PLANNER_CLI_H_
#define DELTAPLAN_PLANNER_CLI_H_

#include <string>
#include <variant>
#include <vector>

#include "planner/commands/options.h"
#include "planner/model/exit_code.h"

namespace deltaplan::planner {

/// The command line asked for text (help, version) or was wrong.
struct CliAnswer {
  std::string output;    ///< for standard output
  std::string messages;  ///< for standard error
  ExitCode exit_code = ExitCode::kDone;
};

/// `arguments` are those after the program's name.
std::variant<Options, CliAnswer> ParseCommandLine(std::vector<std::string> arguments);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_H_
