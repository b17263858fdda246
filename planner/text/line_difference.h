// Two texts, line by line.
#ifndef DELTAPLAN_PLANNER_TEXT_LINE_DIFFERENCE_H_
#define DELTAPLAN_PLANNER_TEXT_LINE_DIFFERENCE_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// The difference in the unified format, with three lines around each change, as `git apply` takes
/// it; "" where there is none. `name` is the file's path in the repository. What a terminal could
/// take for more than a text is shown as `DisplayText` shows it.
std::string UnifiedDifference(std::string_view name, std::string_view before,
                              std::string_view after);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_LINE_DIFFERENCE_H_
