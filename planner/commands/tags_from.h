// deltaplan tags set --from: whether a plan's facts still hold, so that its tags may be set.
#ifndef DELTAPLAN_PLANNER_COMMANDS_TAGS_FROM_H_
#define DELTAPLAN_PLANNER_COMMANDS_TAGS_FROM_H_

#include <optional>
#include <set>
#include <string>

#include "planner/commands/options.h"
#include "planner/model/refusal.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/plan_document.h"
#include "planner/tags/present_tags.h"
#include "planner/tags/tag_context.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

std::set<std::string> ServicesOf(const tfvars::TagMap& tags);

/// What of `services` differs in the map `file` from what was expected there.
std::optional<Refusal> MovedTags(const tfvars::TagMap& present, const tfvars::TagMap& expected,
                                 const std::set<std::string>& services, const std::string& file);

/// A plan whose tags are to be set.
struct PlanToSet {
  PlanDocument document;
  std::optional<std::string> directory;  ///< that --out has written; nullopt: a file was named
};

/// The plan of --from, which is one for the environment of `tags`.
Result<PlanToSet> ReadPlanToSet(const TagContext& tags, const std::string& place,
                                const Ports& ports);

/// What stands against setting the plan's tags.
struct PlanCheck {
  std::optional<Refusal> refusal;
  std::string messages;  ///< what could not be asked
};

/// Compares head, the whole map, of which `present` was read before anybody is asked, and what is
/// live with what the plan says of them.
Result<PlanCheck> CheckPlanHolds(const TagContext& tags, const PlanToSet& plan,
                                 const PresentTags& present, const Options& options,
                                 const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_TAGS_FROM_H_
