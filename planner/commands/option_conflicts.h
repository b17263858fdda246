// Options that are each in order, and can't stand together.
#ifndef DELTAPLAN_PLANNER_COMMANDS_OPTION_CONFLICTS_H_
#define DELTAPLAN_PLANNER_COMMANDS_OPTION_CONFLICTS_H_

#include <string>

#include "planner/commands/options.h"

namespace deltaplan::planner {

/// What is wrong, as a sentence; "" when nothing is.
std::string OptionConflict(const Options& options);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_OPTION_CONFLICTS_H_
