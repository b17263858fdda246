// How text for a terminal is to look.
#ifndef DELTAPLAN_PLANNER_REPORT_TEXT_STYLE_H_
#define DELTAPLAN_PLANNER_REPORT_TEXT_STYLE_H_

#include <cstddef>

namespace deltaplan::planner {

struct TextStyle {
  bool color = false;
  std::size_t width = 80;  ///< columns; only words that can't be broken make longer lines
  bool verbose = false;    ///< all that there is to say
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_TEXT_STYLE_H_
