// The one way for messages to a terminal or a log.
#ifndef DELTAPLAN_PLANNER_TEXT_CONSOLE_H_
#define DELTAPLAN_PLANNER_TEXT_CONSOLE_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// Whole lines, each as `DisplayText` shows it: a newline ends a line and stays, every other
/// control character is escaped, and no line is a command to a CI system. Text that went through it
/// once stays as it is. Who puts a name into a message escapes it there (`DisplayPath`,
/// `DisplayText`), or a newline in it would begin a line of its own.
std::string ConsoleText(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_CONSOLE_H_
