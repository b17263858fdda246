// Which images a set of decisions builds, and in which order.
#ifndef DELTAPLAN_PLANNER_DECIDE_IMAGES_H_
#define DELTAPLAN_PLANNER_DECIDE_IMAGES_H_

#include <cstddef>
#include <string>
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

/// Whether the image `base`, or one below it, is not what it was at the service's baseline, or
/// nobody knows that. What manifests and lockfiles say is no part of it.
bool BaseChanged(const Facts& facts, const ChangedNodes& changed, const ImageBases& bases,
                 std::size_t service, const std::string& base);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_IMAGES_H_
