// A command as one would type it.
#ifndef DELTAPLAN_PLANNER_TEXT_SHELL_WORDS_H_
#define DELTAPLAN_PLANNER_TEXT_SHELL_WORDS_H_

#include <string>
#include <vector>

namespace deltaplan::planner {

/// The command as one would type it, for messages: words that a shell would take apart are quoted.
std::string ShownCommand(const std::vector<std::string>& arguments);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_SHELL_WORDS_H_
