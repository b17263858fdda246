// --no-commands.
#ifndef DELTAPLAN_PLANNER_PORTS_NO_COMMANDS_H_
#define DELTAPLAN_PLANNER_PORTS_NO_COMMANDS_H_

#include "planner/ports/command_runner.h"

namespace deltaplan::planner {

inline constexpr const char* kNoCommandsRemedy =
    "Give what it would say: live tags with --live or --live-file, a state with --state, keys of "
    "AWS in variables. Or leave out --no-commands where you trust who wrote the configuration.";

/// Runs nothing: each command is an error that names its program, and no argument, which may be a
/// secret.
class NoCommands : public CommandRunner {
 public:
  Result<CommandOutput> Run(const CommandLine& command) override;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_NO_COMMANDS_H_
