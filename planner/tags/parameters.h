// Tags that Terraform reads from parameters of the Systems Manager.
#ifndef DELTAPLAN_PLANNER_TAGS_PARAMETERS_H_
#define DELTAPLAN_PLANNER_TAGS_PARAMETERS_H_

#include <vector>

#include "planner/model/config.h"
#include "planner/model/parameter_call.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// What makes the parameters of the live source "ssm" of `environment` hold `changes`. Nothing is
/// asked and nothing is changed. `others` are tags that other services have or keep. Errors: there
/// is no such source, a parameter can't be set by its name, and services that read one parameter
/// would have different tags.
Result<ParameterCalls> ParameterCallsFor(const EnvironmentEntry& environment,
                                         const std::vector<Service>& services,
                                         const tfvars::TagMap& changes,
                                         const tfvars::TagMap& others);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_PARAMETERS_H_
