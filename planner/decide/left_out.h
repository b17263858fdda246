// Who keeps an old image, or goes on running, because a plan leaves it out.
#ifndef DELTAPLAN_PLANNER_DECIDE_LEFT_OUT_H_
#define DELTAPLAN_PLANNER_DECIDE_LEFT_OUT_H_

#include <vector>

#include "planner/decide/changed_nodes.h"
#include "planner/decide/image_bases.h"
#include "planner/model/decisions.h"
#include "planner/model/facts.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// One warning for each image of a service that `decided` builds anew while services that are built
/// FROM it are not rolled, and whose own baselines have its sources already. What differs since the
/// baseline of such a service is seen by the next plan, and needs no warning.
Warnings FollowersLeftOut(const Facts& facts, const ChangedNodes& changed, const ImageBases& bases,
                          const std::vector<ServiceDecision>& decided);

/// Services that run, are not rolled, and restart with one that is: `decided` leaves them out or
/// holds them.
Warnings RestartsLeftOut(const Facts& facts, const std::vector<ServiceDecision>& decided);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_LEFT_OUT_H_
