// The words of warnings.
#ifndef DELTAPLAN_PLANNER_REPORT_WARNING_WORDS_H_
#define DELTAPLAN_PLANNER_REPORT_WARNING_WORDS_H_

#include <cstddef>
#include <limits>
#include <string>

#include "planner/model/warning.h"

namespace deltaplan::planner {

inline constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();

/// One sentence or more, for people and for JSON. It may hold newlines: lines that begin with a
/// space are a list. Names in it hold no control character. Of each list that may be of any length
/// at most `most` are named, the others counted.
std::string WarningMessage(const Warning& warning, std::size_t most = kEverything);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_WARNING_WORDS_H_
