// What ECS has to roll or restart for a plan.
#ifndef DELTAPLAN_PLANNER_DECIDE_RELEASES_H_
#define DELTAPLAN_PLANNER_DECIDE_RELEASES_H_

#include <vector>

#include "planner/model/config.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// A release for each of `planned` that deploys; `services` are those of the platform. What "ecs"
/// of the environment, which may be null, does not say comes from its live source "ecs".
std::vector<Release> ReleasesOf(const EnvironmentEntry* environment,
                                const std::vector<Service>& services,
                                const std::vector<PlannedService>& planned);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_RELEASES_H_
