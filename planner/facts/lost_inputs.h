// What images were made of, and head neither has nor names.
#ifndef DELTAPLAN_PLANNER_FACTS_LOST_INPUTS_H_
#define DELTAPLAN_PLANNER_FACTS_LOST_INPUTS_H_

#include <vector>

#include "graph/object_id.h"
#include "planner/facts/dead_paths.h"
#include "planner/facts/past_configs.h"
#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Head's platform, and what the baselines said of themselves.
struct PlatformWithPast {
  PlatformFacts all;
  PastConfigs configs;
};

/// `all` with the inputs that `configs`, those of `baselines`, name and that `head_tree` lacks: an
/// entry of the configuration may go together with what it named, or after it, and so may the
/// directory of a service whose image others run. Each image gets what was named at baselines of
/// its own services, and of those that are built FROM it. A configuration that can't be expanded
/// any more is unreadable in the answer.
Result<PlatformWithPast> WithLostInputs(const Project& project, const graph::ObjectId& head_tree,
                                        const std::vector<Baseline>& baselines, PlatformFacts all,
                                        PastConfigs configs);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_LOST_INPUTS_H_
