// Whose a resource of a Terraform state is, where several services run one image.
#ifndef DELTAPLAN_PLANNER_LIVE_STATE_OWNERS_H_
#define DELTAPLAN_PLANNER_LIVE_STATE_OWNERS_H_

#include <set>
#include <string>

#include "tfvars/plan/state.h"

namespace deltaplan::planner {

/// The services, of `names`, that an instance is called after: by a key or label of it or of a
/// module around it, by the name that it gives to what it makes, by that of a container. Such a
/// name may stand behind others ("prod-api"); of several that fit one text, the longest.
std::set<std::string> OwnersOf(const tfvars::StateInstance& instance,
                               const std::set<std::string>& names);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_STATE_OWNERS_H_
