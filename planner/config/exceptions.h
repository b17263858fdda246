// What environments say otherwise of single services, against the services that there are.
#ifndef DELTAPLAN_PLANNER_CONFIG_EXCEPTIONS_H_
#define DELTAPLAN_PLANNER_CONFIG_EXCEPTIONS_H_

#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Exceptions for services that `platform` does not have: nobody would miss what they say.
ConfigProblems CheckExceptions(const Config& config, const Platform& platform);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_EXCEPTIONS_H_
