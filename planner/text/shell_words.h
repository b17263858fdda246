// Commands as one types them, and back.
#ifndef DELTAPLAN_PLANNER_TEXT_SHELL_WORDS_H_
#define DELTAPLAN_PLANNER_TEXT_SHELL_WORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// The command as one would type it, for messages: words that a shell would take apart are quoted.
std::string ShownCommand(const std::vector<std::string>& arguments);

/// A remote of git in such a command; a placeholder where there is none.
std::string RemoteWord(const std::string& remote);

/// The words of a command line, as a POSIX shell would take it apart without evaluating anything;
/// nullopt when a quote is not closed.
std::optional<std::vector<std::string>> SplitCommand(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_SHELL_WORDS_H_
