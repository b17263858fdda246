// Lines of sentences on a terminal of any width.
#ifndef DELTAPLAN_PLANNER_TEXT_FITTED_LINES_H_
#define DELTAPLAN_PLANNER_TEXT_FITTED_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// `text` with each line that is wider than `width` columns broken at spaces; what follows is
/// indented by two columns more. Words that are wider stay whole. For text without colour.
std::string FittedLines(std::string_view text, std::size_t width);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_FITTED_LINES_H_
