// plan.json, read back: what the plan meant.
#ifndef DELTAPLAN_PLANNER_INPUTS_PLAN_READER_H_
#define DELTAPLAN_PLANNER_INPUTS_PLAN_READER_H_

#include <optional>
#include <string>
#include <string_view>

#include "planner/result.h"
#include "tfvars/plan_review.h"

namespace deltaplan::planner {

struct PlanDocument {
  std::optional<std::string> environment;
  std::string head_commit;  ///< 40 hexadecimal digits
  std::string head_tag;
  tfvars::Intent intent;  ///< services, targets and tags; the rest is the caller's
};

/// Reads what `plan` wrote; of a preview, which has no tags, there is nothing to verify.
Result<PlanDocument> ReadPlanDocument(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_INPUTS_PLAN_READER_H_
