// The aliases of Lambda functions in a Terraform state.
#ifndef DELTAPLAN_PLANNER_LIVE_STATE_ALIASES_H_
#define DELTAPLAN_PLANNER_LIVE_STATE_ALIASES_H_

#include <functional>
#include <string>
#include <vector>

#include "tfvars/plan/state.h"

namespace deltaplan::planner {

/// A function in the state is what Terraform has published last; what runs is the version that an
/// alias names. A sentence when an alias of one of the functions among `instances` that `tells`
/// what a service runs names another version, or sends a part of the calls to one: of that the
/// state has no image. Empty when all is well. Aliases among `instances` stand for all of their
/// function.
std::string VersionPastState(const tfvars::State& state,
                             const std::vector<const tfvars::StateInstance*>& instances,
                             const std::function<bool(const tfvars::StateInstance&)>& tells);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_STATE_ALIASES_H_
