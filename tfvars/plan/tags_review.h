// The tag variable of a Terraform plan against the tags that were planned.
#ifndef DELTAPLAN_TFVARS_PLAN_TAGS_REVIEW_H_
#define DELTAPLAN_TFVARS_PLAN_TAGS_REVIEW_H_

#include <optional>

#include "tfvars/json/json_value.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/intent.h"

namespace deltaplan::tfvars {

/// What differs, or why it can't be compared; nullopt when all tags are the planned ones.
/// `variables` are those of `TerraformPlan`.
std::optional<Finding> CompareTags(const JsonValue& variables, const Intent& intent);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_TAGS_REVIEW_H_
