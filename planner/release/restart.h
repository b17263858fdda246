// Restarts services of ECS: the one thing that this program itself changes in a cloud.
#ifndef DELTAPLAN_PLANNER_RELEASE_RESTART_H_
#define DELTAPLAN_PLANNER_RELEASE_RESTART_H_

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "planner/live/aws/api.h"
#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/release/release_state.h"
#include "planner/release/rollout_source.h"
#include "planner/release/wait.h"

namespace deltaplan::planner {

/// Which of `services` may restart next: those that wait for no other of them; all, when they wait
/// for each other.
std::vector<ReleasedService> NextToRestart(const std::vector<ReleasedService>& services);

struct Restart {
  RolloutSource& rollouts;
  /// Whoever is asked to restart them, as it is at that moment.
  std::function<Result<const AwsApi*>(const std::string& service)> ecs;
  std::chrono::seconds time;  ///< for each round
  /// Written before each call of ECS, and after each round.
  std::function<Status(const ReleaseState& state)> write;
};

/// Asks ECS to replace the tasks of `services` by new ones of the same image (UpdateService with
/// forceNewDeployment), round by round as `after` says, and waits for each round. What `state` says
/// to have been done already is not done again. Ends with the first round that does not come up.
///
/// `restarted` gets the names in the order of the calls.
Result<RolloutWait> RestartServices(const Restart& restart, std::vector<ReleasedService> services,
                                    ReleaseState& state, std::vector<std::string>& restarted,
                                    const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_RESTART_H_
