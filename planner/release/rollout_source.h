// Where rollouts can be seen.
#ifndef DELTAPLAN_PLANNER_RELEASE_ROLLOUT_SOURCE_H_
#define DELTAPLAN_PLANNER_RELEASE_ROLLOUT_SOURCE_H_

#include <vector>

#include "planner/model/release_facts.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

class RolloutSource {
 public:
  virtual ~RolloutSource() = default;
  /// How far each is now, in the order of `services`. Errors: somebody can't be asked.
  virtual Result<std::vector<ServiceRollout>> Poll(
      const std::vector<ReleasedService>& services) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_ROLLOUT_SOURCE_H_
