// Answers of sentences, where a person reads them.
#ifndef DELTAPLAN_PLANNER_COMMANDS_TERMINAL_TEXT_H_
#define DELTAPLAN_PLANNER_COMMANDS_TERMINAL_TEXT_H_

#include <string>
#include <utility>

#include "planner/ports/ports.h"
#include "planner/text/fitted_lines.h"

namespace deltaplan::planner {

/// `text` in lines that fit the terminal. As it is where there is none: scripts look for lines.
inline std::string TerminalText(std::string text, const Terminal& terminal) {
  return terminal.is_terminal ? FittedLines(text, terminal.width) : std::move(text);
}

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_TERMINAL_TEXT_H_
