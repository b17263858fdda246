// What environments say otherwise of single services, against the services that there are.
#ifndef DELTAPLAN_PLANNER_CONFIG_EXCEPTIONS_H_
#define DELTAPLAN_PLANNER_CONFIG_EXCEPTIONS_H_

#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Exceptions for services that `platform` does not have: nobody would miss what they say. Images
/// of which exceptions say that they lie in two repositories. Variables of one root module that the
/// tags of two places would set.
ConfigProblems CheckExceptions(const Config& config, const Platform& platform);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_EXCEPTIONS_H_
