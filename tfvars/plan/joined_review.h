// Reviews of several Terraform plans, one for each root module, as one.
#ifndef DELTAPLAN_TFVARS_PLAN_JOINED_REVIEW_H_
#define DELTAPLAN_TFVARS_PLAN_JOINED_REVIEW_H_

#include <string>

#include "tfvars/plan/plan_review.h"

namespace deltaplan::tfvars {

/// Adds what the review of the root module that is called `root` has found. The plans are errored
/// when one is, complete when all are, and to be applied when one is; versions are those of the
/// first.
void Join(const std::string& root, PlanReview review, PlanReview& all);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_JOINED_REVIEW_H_
