// Programs that have to succeed.
#ifndef DELTAPLAN_PLANNER_PORTS_RUN_COMMAND_H_
#define DELTAPLAN_PLANNER_PORTS_RUN_COMMAND_H_

#include <string>

#include "planner/model/result.h"
#include "planner/ports/command_runner.h"

namespace deltaplan::planner {

/// The standard output of a program that has to succeed. When it does not, the error names the
/// program, its exit code and the last lines that it wrote to standard error.
Result<std::string> RunToSuccess(CommandRunner& runner, const CommandLine& command);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_RUN_COMMAND_H_
