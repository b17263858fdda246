// What is wrong with a configuration.
#ifndef DELTAPLAN_PLANNER_MODEL_CONFIG_PROBLEM_H_
#define DELTAPLAN_PLANNER_MODEL_CONFIG_PROBLEM_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace deltaplan::planner {

/// A place in the text, for problems that have no pointer because the text is no JSON.
struct SourceExcerpt {
  std::size_t line = 1;    ///< from 1
  std::size_t column = 1;  ///< in characters, from 1
  std::string line_text;   ///< that line, without its end
};

/// One thing that is wrong with the configuration.
struct ConfigProblem {
  std::string pointer;  ///< RFC 6901; "" is the whole document
  std::string message;  ///< one line, without a full stop
  std::string advice;   ///< full sentences that say what to do; may be empty
  std::optional<SourceExcerpt> excerpt = {};
};
using ConfigProblems = std::vector<ConfigProblem>;

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_CONFIG_PROBLEM_H_
