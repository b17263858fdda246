// What somebody may have meant who wrote a word that the table does not hold.
#ifndef DELTAPLAN_PLANNER_CLI_SUGGESTIONS_H_
#define DELTAPLAN_PLANNER_CLI_SUGGESTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "planner/cli/command_spec.h"

namespace deltaplan::planner {

/// A sentence about a value of `name`, a flag or an argument, that is none of `words`.
std::string NoneOf(std::string_view name, std::string_view value,
                   const std::vector<std::string>& words);

/// A sentence about a command that is not there: the nearest one, or what other tools call it.
std::string UnknownCommand(std::string_view word);

/// The same of the word that stands where help wants a command.
std::string UnknownTopic(std::string_view word);

/// The same of the word that stands where an action of `command` is wanted.
std::string UnknownAction(std::string_view word, const CommandSpec& command);

/// A sentence about a flag (as written, without its value; one of several letters behind one dash
/// is taken for a long one) that `command` does not have: the nearest one, what other tools call
/// it, or the commands that do have it. `command` may be null: the flag stood before any.
std::string UnknownFlag(std::string_view flag, const CommandSpec* command);

/// A sentence about a word that `command` has no argument for.
std::string UnexpectedWord(std::string_view word, const CommandSpec& command);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_SUGGESTIONS_H_
