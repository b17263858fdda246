// Steps of `deltaplan release` that need no state beside the plan.
#ifndef DELTAPLAN_PLANNER_COMMANDS_RELEASE_STEPS_H_
#define DELTAPLAN_PLANNER_COMMANDS_RELEASE_STEPS_H_

#include <optional>

#include "planner/commands/commands.h"
#include "planner/commands/options.h"
#include "planner/commands/planned_release.h"
#include "planner/model/refusal.h"
#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/release_report.h"

namespace deltaplan::planner {

/// `release build`: builds from the commit's files, with the container tool, and pushes, what the
/// registry does not have, where who asks may release. With --dry-run it only says what that is.
Result<Answer> BuildRelease(const PlannedRelease& release, const Options& options,
                            const Ports& ports);

/// `release check`: whether the work tree is the plan's commit, and who asks somebody who may. It
/// shows who that is to AWS.
Result<Answer> CheckRelease(const PlannedRelease& release, const Options& options,
                            const Ports& ports);
/// Who asks, and what stands against it.
struct Asker {
  std::optional<AwsIdentity> identity = {};  ///< nullopt: nobody was asked
  std::optional<Refusal> refusal = {};
};
/// Whether who asks may release there. AWS is not asked where the environment does not say who may.
Result<Asker> FindAsker(const EnvironmentEntry& environment, const Options& options,
                        const Ports& ports);

/// How the JSON of a step begins.
ReleaseHead HeadOf(const PlannedRelease& release);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_RELEASE_STEPS_H_
