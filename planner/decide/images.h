// Which images a set of decisions builds, and in which order.
#ifndef DELTAPLAN_PLANNER_DECIDE_IMAGES_H_
#define DELTAPLAN_PLANNER_DECIDE_IMAGES_H_

#include <vector>

#include "planner/decide/changed_nodes.h"
#include "planner/decide/image_bases.h"
#include "planner/model/decisions.h"
#include "planner/model/facts.h"

namespace deltaplan::planner {

/// Images of services that deploy, and the base images below them that no service runs and that
/// changed since the baseline of one of these services, or whose baseline nobody knows. Sorted by
/// name; an image is in a later wave than those it is built FROM.
std::vector<ImageDecision> ImagesToBuild(const Facts& facts, const ChangedNodes& changed,
                                         const ImageBases& bases,
                                         const std::vector<ServiceDecision>& decided);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_IMAGES_H_
