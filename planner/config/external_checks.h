// Services whose image is built elsewhere.
#ifndef DELTAPLAN_PLANNER_CONFIG_EXTERNAL_CHECKS_H_
#define DELTAPLAN_PLANNER_CONFIG_EXTERNAL_CHECKS_H_

#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Nothing of the configuration says what they are built from, and nobody here builds their images.
void CheckExternal(const Platform& platform, const Config& config, ConfigProblems& problems);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_EXTERNAL_CHECKS_H_
