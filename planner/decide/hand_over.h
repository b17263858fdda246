// What other engines need of a plan: a bake file's targets and a list of ECS releases.
#ifndef DELTAPLAN_PLANNER_DECIDE_HAND_OVER_H_
#define DELTAPLAN_PLANNER_DECIDE_HAND_OVER_H_

#include <functional>
#include <string>

#include "planner/model/config.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Adds bake targets, releases and the repositories of images to a plan whose services and images
/// are decided. `environment` may be null; `new_tag` is the tag of an image that is built from
/// head.
void AddHandOver(const Config& config, const EnvironmentEntry* environment,
                 const Platform& platform,
                 const std::function<std::string(const std::string& image)>& new_tag, Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_HAND_OVER_H_
