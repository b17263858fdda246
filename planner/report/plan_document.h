// plan.json, read back: what the plan meant.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_DOCUMENT_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_DOCUMENT_H_

#include <optional>
#include <string>
#include <string_view>

#include "planner/model/result.h"
#include "tfvars/plan/plan_review.h"

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

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_DOCUMENT_H_
