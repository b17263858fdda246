// What a Terraform plan changes, against what was meant. Pure: values in, findings out.
//
// A change is planned when a target of the plan contains its address, allowed when the allow-list
// does (or when it is an update of attributes that may change anywhere), else outside of the plan.
// Beside that, refused wherever they happen: another image than the planned one, the loss of data,
// a plan that was made for other tags. Inside of the plan: what runs is destroyed, and a service
// that is to be deployed is not.
#ifndef DELTAPLAN_TFVARS_PLAN_PLAN_REVIEW_H_
#define DELTAPLAN_TFVARS_PLAN_PLAN_REVIEW_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "tfvars/plan/finding.h"
#include "tfvars/plan/intent.h"
#include "tfvars/plan/reviewed_change.h"
#include "tfvars/plan/terraform_plan.h"

namespace deltaplan::tfvars {

/// What a plan of Terraform changes, as reports show it.
struct ReviewedPlan {
  TerraformPlan plan;
  std::vector<ReviewedChange> changes;  ///< sorted by address; whatever does more than nothing
  std::vector<ReviewedChange> drift;    ///< sorted; changed outside of Terraform
  std::size_t folded_drift = 0;         ///< more, whose differences mean nothing

  std::size_t CountOf(ChangeScope scope) const;
};

struct PlanReview : ReviewedPlan {
  std::vector<Finding> findings;  ///< in the order of `FindingKinds`, then of the changes
};

/// Takes the changes of a plan one by one as they are read.
class PlanReviewer {
 public:
  explicit PlanReviewer(Intent intent);
  ~PlanReviewer();

  void AddChange(const ResourceChange& change);
  void AddDrift(const ResourceChange& change);
  PlanReview Finish(TerraformPlan plan) &&;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_PLAN_REVIEW_H_
