// Services that neither ECS nor Lambda rolls: what their live source says.
#ifndef DELTAPLAN_PLANNER_RELEASE_LIVE_ROLLOUTS_H_
#define DELTAPLAN_PLANNER_RELEASE_LIVE_ROLLOUTS_H_

#include <vector>

#include "planner/live/live_source.h"
#include "planner/live/read_live.h"
#include "planner/release/rollout_source.h"

namespace deltaplan::planner {

/// What a reading means for the plan: steady as soon as it names the planned tag, and knows of no
/// rollout that runs or has failed.
ServiceRollout LiveRolloutOf(const ReleasedService& planned, const LiveAnswer& answer);

/// Reads the environment's deciding source at each look. Where that is the tag map itself, which
/// says what is wished for, or a registry, which says what was pushed, nothing can be watched.
class LiveRollouts : public RolloutSource {
 public:
  /// `context` has to outlive it.
  explicit LiveRollouts(const LiveContext& context) : context_(context) {}

  Result<std::vector<ServiceRollout>> Poll(const std::vector<ReleasedService>& services) override;

 private:
  const LiveContext& context_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_LIVE_ROLLOUTS_H_
