// deltaplan verify --live: whether what a plan was made from still holds.
#ifndef DELTAPLAN_PLANNER_COMMANDS_VERIFY_LIVE_H_
#define DELTAPLAN_PLANNER_COMMANDS_VERIFY_LIVE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/commands/options.h"
#include "planner/decide/moved_tags.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/plan_document.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/intent.h"

namespace deltaplan::planner {

/// What `intent`, that of `document`, says of tags.
PlannedTags PlannedTagsOf(const PlanDocument& document, const tfvars::Intent& intent);

/// A plan that was written before, and the tags in it.
struct WrittenPlan {
  const PlanDocument& document;
  const PlannedTags& tags;
  std::optional<std::string> directory;  ///< that --out has written; nullopt: a file was named
};

/// What holds of a plan's tags now.
struct PlanNow {
  std::vector<tfvars::Finding> findings;  ///< a refusal for each service that has moved
  std::set<std::string> still_live;       ///< services that were asked and run their live tag
};

/// Reads the tag map, then what is live, as the plan did.
Result<PlanNow> CompareWithNow(const Options& options, const Ports& ports, const WrittenPlan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_VERIFY_LIVE_H_
