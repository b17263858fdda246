// How a terminal shows a character.
#ifndef DELTAPLAN_PLANNER_TEXT_TERMINAL_CHARACTER_H_
#define DELTAPLAN_PLANNER_TEXT_TERMINAL_CHARACTER_H_

#include <cstddef>

namespace deltaplan::planner {

/// Control characters (C0, DEL, C1), line and paragraph separators, and the marks that reorder
/// text: whatever could make a terminal show something other than what stands there.
bool IsUnsafeToDisplay(char32_t code);

/// Columns that a terminal gives the character: 2 for wide East Asian ones and emoji, 0 for
/// combining marks, else 1.
std::size_t ColumnsOf(char32_t code);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_TERMINAL_CHARACTER_H_
