// A command as data: what the parser accepts and what help says are the same thing.
#ifndef DELTAPLAN_PLANNER_CLI_COMMAND_SPEC_H_
#define DELTAPLAN_PLANNER_CLI_COMMAND_SPEC_H_

#include <string_view>
#include <vector>

#include "planner/cli/flag.h"

namespace deltaplan::planner {

struct Example {
  std::string_view line;  ///< to be copied into a shell
  std::string_view text;  ///< what it is for; may be empty
};

/// A command, or an action of one (`tags get`). Texts have no full stop at their end.
struct CommandSpec {
  std::string_view name;
  std::string_view summary;          ///< one line of at most 65 columns, for the list of commands
  std::string_view about;            ///< what else one has to know: whole sentences; may be empty
  void (*choose)(Options& options);  ///< null: it has actions, or command_line.cc answers
  std::vector<Argument> arguments;
  std::vector<Flag> flags;  ///< its own; `CommonFlags()` come besides
  std::vector<Example> examples;
  std::string_view page;  ///< where its documentation stands
  std::vector<CommandSpec> actions = {};
};

/// All commands, in the order in which help lists them.
const std::vector<CommandSpec>& AllCommands();

/// The command of this name, or null. `commands` are `AllCommands()`, or the actions of one.
const CommandSpec* FindCommand(const std::vector<CommandSpec>& commands, std::string_view name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_COMMAND_SPEC_H_
