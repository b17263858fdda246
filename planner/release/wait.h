// Waits until what runs is what was planned.
#ifndef DELTAPLAN_PLANNER_RELEASE_WAIT_H_
#define DELTAPLAN_PLANNER_RELEASE_WAIT_H_

#include <chrono>
#include <vector>

#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/release/rollout_source.h"

namespace deltaplan::planner {

struct RolloutWait {
  std::vector<ServiceRollout> rollouts =
      {};                  ///< as they were seen last, in the order of the services
  bool timed_out = false;  ///< some were rolling when the time was over
};

/// Looks again and again until every service is steady, one has failed, or the time is over. What
/// is steady at the first look is not waited for.
///
/// ECS may answer with what was so a moment ago: that a service is missing or runs another tag
/// counts when it has been so for ten seconds. An answer that does not come is asked for again; the
/// third in a row is the error.
///
/// A person watches the progress on the terminal; where nobody does, it is told once a minute.
Result<RolloutWait> WaitUntilSteady(RolloutSource& source,
                                    const std::vector<ReleasedService>& services,
                                    std::chrono::seconds time, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_WAIT_H_
