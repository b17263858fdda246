// Completion of a command line that is being typed.
#ifndef DELTAPLAN_PLANNER_CLI_COMPLETION_H_
#define DELTAPLAN_PLANNER_CLI_COMPLETION_H_

#include <string>
#include <string_view>
#include <vector>

#include "planner/commands/options.h"

namespace deltaplan::planner {

/// What may stand at the end of `words`, the last of which is the one that is being typed (and may
/// be ""). Options of the command `kComplete`: words that the table of flags knows, and what the
/// configuration or the repository has to be asked for. Wrong words before the last are no error:
/// who types is not done yet.
Options CompletionRequest(const std::vector<std::string>& words);

/// The script for "bash", "zsh" or "fish"; "" for any other word.
std::string_view CompletionScript(std::string_view shell);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CLI_COMPLETION_H_
