// What the command line gives `tags`: tags of services, and plans.
#ifndef DELTAPLAN_PLANNER_COMMANDS_TAG_ARGUMENTS_H_
#define DELTAPLAN_PLANNER_COMMANDS_TAG_ARGUMENTS_H_

#include <string>
#include <vector>

#include "planner/commands/plan_input.h"
#include "planner/model/result.h"
#include "planner/ports/files.h"
#include "planner/report/plan_document.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// SERVICE=TAG, each service with one tag.
Result<tfvars::TagMap> ParseAssignments(const std::vector<std::string>& arguments);

/// Whether registries take each of them.
Status CheckLegalTags(const tfvars::TagMap& tags);

Error NoTagGiven();

/// A plan for `environment`.
Result<PlanDocument> ReadPlanOf(const std::string& environment, const PlanInput& input,
                                Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_TAG_ARGUMENTS_H_
