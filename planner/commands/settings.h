// What the configuration says of an environment, with what its settings mean.
#ifndef DELTAPLAN_PLANNER_COMMANDS_SETTINGS_H_
#define DELTAPLAN_PLANNER_COMMANDS_SETTINGS_H_

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/report/check_json.h"

namespace deltaplan::planner {

/// `environment` has to outlive it.
CheckedEnvironment Checked(const EnvironmentEntry& environment, const Platform& platform);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_SETTINGS_H_
