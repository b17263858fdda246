// What is wrong with a configuration.
#ifndef DELTAPLAN_PLANNER_MODEL_CONFIG_PROBLEM_H_
#define DELTAPLAN_PLANNER_MODEL_CONFIG_PROBLEM_H_

#include <optional>
#include <string>
#include <vector>

#include "tfvars/text/text_place.h"

namespace deltaplan::planner {

/// One thing that is wrong with the configuration.
struct ConfigProblem {
  std::string pointer;  ///< RFC 6901; "" is the whole document
  std::string message;  ///< one line, without a full stop
  std::string advice;   ///< full sentences that say what to do; may be empty
  /// Where it stands. Of a text that is no JSON from the beginning; else found by its pointer.
  std::optional<tfvars::TextPlace> excerpt = {};
};
using ConfigProblems = std::vector<ConfigProblem>;

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_CONFIG_PROBLEM_H_
