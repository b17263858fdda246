// deltaplan verify --live: whether what a plan was made from still holds.
#ifndef DELTAPLAN_PLANNER_COMMANDS_VERIFY_LIVE_H_
#define DELTAPLAN_PLANNER_COMMANDS_VERIFY_LIVE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/commands/options.h"
#include "planner/decide/moved_tags.h"
#include "planner/facts/project.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/review.h"
#include "planner/ports/ports.h"
#include "planner/report/plan_document.h"
#include "tfvars/plan/intent.h"

namespace deltaplan::planner {

/// What a plan says of tags; without the tag maps, each of which is compared by itself.
PlannedTags PlannedTagsOf(const tfvars::Intent& intent);

/// A plan that was written before, and the tags in it.
struct WrittenPlan {
  const PlanDocument& document;
  const PlannedTags& tags;
  std::optional<std::string> directory;  ///< that --out has written; nullopt: a file was named
};

/// A service that runs something else now than the plan took for live, or whose rollout has failed
/// since, so that it is not to be skipped.
struct MovedLive {
  TagChange change;
  std::optional<std::string> why;                ///< nobody can tell what it runs now
  std::optional<Rollout> failed = std::nullopt;  ///< then its tag is the same
};

/// What was asked again of what is live.
struct LiveNow {
  std::vector<MovedLive> moved;
  std::set<std::string> still_live;  ///< services that were asked and run their live tag
};

/// Whether somebody can be asked: an error says what to name or give.
Status CheckSomethingTells(const Options& options, const WrittenPlan& plan,
                           const EnvironmentEntry* environment);

/// Reads what is live as the plan did.
Result<LiveNow> AskLiveAgain(const Options& options, const Ports& ports, const WrittenPlan& plan,
                             const Project& project, const Platform& platform);

/// What holds of a plan's tags now.
struct PlanNow {
  std::vector<Finding> findings;     ///< a refusal for each service that has moved
  std::set<std::string> still_live;  ///< as in `LiveNow`
};

/// Reads the tag map, then what is live, as the plan did.
Result<PlanNow> CompareWithNow(const Options& options, const Ports& ports, const WrittenPlan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_VERIFY_LIVE_H_
