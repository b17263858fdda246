// Help, made from the table of commands and flags.
#ifndef DELTAPLAN_PLANNER_CLI_HELP_PAGE_H_
#define DELTAPLAN_PLANNER_CLI_HELP_PAGE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "planner/cli/command_spec.h"

namespace deltaplan::planner {

/// All commands, a line for each.
std::string OverviewHelp(std::size_t width);

/// How much of a command a page of help says.
enum class HelpDetail {
  kUsual,  ///< flags that are rare are only named
  kAll,
};

/// One command, or one action of `parent`: usage, its own flags, one line that names the common
/// ones, examples, and where more is written.
std::string CommandHelp(const CommandSpec& command, std::string_view parent, std::size_t width,
                        HelpDetail detail);

/// The flags that every command has.
std::string CommonFlagsHelp(std::size_t width);

/// "-m, --message TEXT", "--live SERVICE=TAG": a flag as help writes it.
std::string FlagTitle(const Flag& flag);

/// Its description, with the values of a closed set.
std::string FlagText(const Flag& flag);

/// "deltaplan why [FLAGS] SERVICE [PATH]".
std::string UsageLine(const CommandSpec& command, std::string_view parent);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_HELP_PAGE_H_
