// What somebody may have meant who wrote a word that the table does not hold.
#ifndef DELTAPLAN_PLANNER_CLI_SUGGESTIONS_H_
#define DELTAPLAN_PLANNER_CLI_SUGGESTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "planner/cli/command_spec.h"

namespace deltaplan::planner {

/// ", did you mean 'plan'?" with the nearest of `known`, or "".
std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

/// A sentence about a command that is not there: the nearest one, or what other tools call it.
std::string UnknownCommand(std::string_view word);

/// The same of the word that stands where an action of `command` is wanted.
std::string UnknownAction(std::string_view word, const CommandSpec& command);

/// A sentence about a flag (as written, without its value) that `command` does not have: the
/// nearest one, what other tools call it, or the commands that do have it. `command` may be null:
/// the flag stood before any.
std::string UnknownFlag(std::string_view flag, const CommandSpec* command);

/// A sentence about a word that `command` has no argument for.
std::string UnexpectedWord(std::string_view word, const CommandSpec& command);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_SUGGESTIONS_H_
