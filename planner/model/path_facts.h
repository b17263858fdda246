// Which paths belong to whom, for questions that need no baseline.
#ifndef DELTAPLAN_PLANNER_MODEL_PATH_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_PATH_FACTS_H_

#include "graph/ignore_rules.h"
#include "planner/model/input_map.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// What the configuration means in head, or in the snapshot of the work tree.
struct PathFacts {
  Platform platform;
  InputMap inputs;
  graph::IgnoreRules ignore;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_PATH_FACTS_H_
