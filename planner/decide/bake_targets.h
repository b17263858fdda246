// What a bake file needs of a plan (docs.docker.com/build/bake/reference).
#ifndef DELTAPLAN_PLANNER_DECIDE_BAKE_TARGETS_H_
#define DELTAPLAN_PLANNER_DECIDE_BAKE_TARGETS_H_

#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/facts.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Repository and tag of an image that `services` run; its name alone stands in for a repository.
std::string ImageReference(const EnvironmentEntry* environment, const std::string& image,
                           const std::vector<std::string>& services, const std::string& tag);

/// Adds bake targets for the images of `plan` and, where bake can build them, for the bases that
/// stay as they are; and tells each image its repository and target. `environment` may be null.
void AddBakeTargets(const Config& config, const EnvironmentEntry* environment,
                    const Platform& platform, const HeadFacts& head, Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_BAKE_TARGETS_H_
