// What manifests and lockfiles of head make of a platform.
#ifndef DELTAPLAN_PLANNER_FACTS_FOREST_PLATFORM_H_
#define DELTAPLAN_PLANNER_FACTS_FOREST_PLATFORM_H_

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/workspace/forest.h"

namespace deltaplan::planner {

/// Adds what `forest` says to `platform`, which is as the configuration has it: packages, edges,
/// and whose input which lockfile is (`AddWorkspace`).
void AddForest(const workspace::Forest& forest, const Config& config, Platform& platform);

/// Whether nothing says what a service depends on, whose closure this is. With "workspace" every
/// package counts for it.
bool IsWithoutRoot(const workspace::Forest& forest, const Service& service,
                   const workspace::MemberClosure& closure);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_FOREST_PLATFORM_H_
