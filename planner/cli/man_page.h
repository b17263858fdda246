// The manual in roff, made from the table of commands and flags. Format: man(7); checked by
// `mandoc -Tlint`.
#ifndef DELTAPLAN_PLANNER_CLI_MAN_PAGE_H_
#define DELTAPLAN_PLANNER_CLI_MAN_PAGE_H_

#include <string>
#include <string_view>

#include "planner/cli/command_spec.h"

namespace deltaplan::planner {

/// deltaplan(1): every command with its flags.
std::string WholeManual();

/// One command, or one action of `parent`.
std::string CommandManual(const CommandSpec& command, std::string_view parent);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_MAN_PAGE_H_
