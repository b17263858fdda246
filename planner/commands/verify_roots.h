// Which Terraform plan is meant for which root module of ours.
#ifndef DELTAPLAN_PLANNER_COMMANDS_VERIFY_ROOTS_H_
#define DELTAPLAN_PLANNER_COMMANDS_VERIFY_ROOTS_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/commands/options.h"
#include "planner/model/result.h"
#include "planner/model/review.h"
#include "planner/report/plan_document.h"
#include "tfvars/plan/intent.h"

namespace deltaplan::planner {

/// One Terraform plan, and what of ours is meant for it.
struct RootReview {
  std::string file;                 ///< "-" is standard input
  std::optional<std::string> root;  ///< as reports call it; nullopt: there is only one
  tfvars::Intent planned;           ///< as plan.json says it: nothing is allowed besides
};

struct RootReviews {
  std::vector<RootReview> reviews;  ///< in the order of the roots
  std::vector<Finding> missing;     ///< roots with something to roll and without a plan
};

/// The plans that the command line names. Errors: a root that is not one, or that several are; two
/// plans for one; a plan without a root where there are several.
Result<RootReviews> RootReviewsOf(const Options& options, const PlanDocument& document);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_VERIFY_ROOTS_H_
