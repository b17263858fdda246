// Programs that have to succeed, and how a command is shown.
#ifndef DELTAPLAN_PLANNER_PORTS_RUN_COMMAND_H_
#define DELTAPLAN_PLANNER_PORTS_RUN_COMMAND_H_

#include <string>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/command_runner.h"

namespace deltaplan::planner {

/// The standard output of a program that has to succeed. When it does not, the error names the
/// program, its exit code and the last lines that it wrote to standard error.
Result<std::string> RunToSuccess(CommandRunner& runner, const CommandLine& command);

/// The command as one would type it, for messages: words that a shell would take apart are quoted.
std::string ShownCommand(const std::vector<std::string>& arguments);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_RUN_COMMAND_H_
