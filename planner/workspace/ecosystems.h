// The package managers, one for each source file of this room.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_ECOSYSTEMS_H_
#define DELTAPLAN_PLANNER_WORKSPACE_ECOSYSTEMS_H_

#include "planner/workspace/ecosystem.h"

namespace deltaplan::planner::workspace {

extern const Ecosystem kPnpmEcosystem;
extern const Ecosystem kNpmEcosystem;
extern const Ecosystem kYarnClassicEcosystem;
extern const Ecosystem kYarnBerryEcosystem;
extern const Ecosystem kBunEcosystem;
extern const Ecosystem kCargoEcosystem;
extern const Ecosystem kGoEcosystem;
extern const Ecosystem kUvEcosystem;
extern const Ecosystem kPoetryEcosystem;

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_ECOSYSTEMS_H_
