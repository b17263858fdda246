// The steps of one release, from its apply to what runs. Why an apply is never waited for:
// docs/decisions/release-state.md.
#ifndef DELTAPLAN_PLANNER_COMMANDS_RELEASER_H_
#define DELTAPLAN_PLANNER_COMMANDS_RELEASER_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/options.h"
#include "planner/commands/planned_release.h"
#include "planner/model/refusal.h"
#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/release/release_state.h"
#include "planner/release/wait.h"
#include "planner/release/watch.h"

namespace deltaplan::planner {

/// Takes the steps, and writes each down beside the plan before it is taken.
class Releaser {
 public:
  /// `options` and `ports` have to outlive it.
  Releaser(PlannedRelease release, const Options& options, const Ports& ports);

  const PlannedRelease& release() const { return release_; }
  const ReleaseState& state() const { return state_; }
  const ReleaseReport& report() const { return report_; }

  /// Takes up what the file beside the plan says of this plan; false: nothing of it has begun.
  Result<bool> TakeUp();

  Status Begin(ReleaseStep step);
  /// Before the apply: who asks has to be one who may, and what it rolls in its registry.
  Result<Answer> BeginApply();
  /// After it: until what was rolled is steady, and well.
  Status Wait();
  /// Restarts what follows others, and waits for that. They have to be steady before.
  Status Restart();

  /// Before restarts: who asks has to be one who may. Nobody is asked where nothing restarts.
  Result<std::optional<Refusal>> FindWhyNotToRestart() const;

  /// What stands against going on with what was left; nullopt: nothing. Of a release that was set
  /// aside for another plan, only what it rolls and restarts may not have gone on since, and an
  /// apply that did not end comes first: its targets hold more than what has gone on.
  Result<std::optional<Refusal>> FindObstacle(bool is_set_aside);

  /// Notes the end of a release that is well. What it has to say of it besides the report.
  Result<std::string> Finish(bool is_last_step);

 private:
  std::chrono::seconds SteadyTime() const;
  std::chrono::seconds HealthTime() const;
  Status WaitForRolled();
  void Take(RolloutWait wait);
  Status CheckHealth(std::vector<ReleasedService> services);
  bool Names(const std::string& service) const;
  Status CompareTagMap(bool is_set_aside, refusals::ReleasedMeanwhile& moved) const;

  const PlannedRelease release_;
  const Options& options_;
  const Ports& ports_;
  ReleaseWatch watch_;
  ReleaseReport report_;
  ReleaseState state_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_RELEASER_H_
