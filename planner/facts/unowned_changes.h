// What changed and belongs to nobody.
#ifndef DELTAPLAN_PLANNER_FACTS_UNOWNED_CHANGES_H_
#define DELTAPLAN_PLANNER_FACTS_UNOWNED_CHANGES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "graph/ignore_rules.h"
#include "graph/object_id.h"
#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/input_map.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Of more baselines only so many are looked at, the oldest and others spread over time: each costs
/// reading the directories above the inputs once more. What came and went between two of these is
/// not found.
inline constexpr std::size_t kMostCompared = 64;

/// The paths at which one of `baselines`, which ascend in time, is otherwise than `tree`, outside
/// of all inputs; sorted. Without the configuration and without manifests and lockfiles that are
/// read, which are compared apart.
Result<std::vector<std::string>> UnownedChanges(const Project& project,
                                                const std::vector<Baseline>& baselines,
                                                const graph::ObjectId& tree,
                                                const Platform& platform, const InputMap& inputs,
                                                const graph::IgnoreRules& ignore);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_UNOWNED_CHANGES_H_
