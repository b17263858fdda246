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
#include <optional>
#include <string>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/intent.h"
#include "tfvars/plan/terraform_plan.h"

namespace deltaplan::tfvars {

enum class ChangeScope { kPlanned, kAllowed, kOutside };
const char* ChangeScopeName(ChangeScope scope);

/// One attribute as reports show it: values as text, secrets and unknowns as Terraform says it.
struct ReviewedAttribute {
  std::string path;
  std::optional<std::string> before;
  std::optional<std::string> after;
  bool forces_replacement = false;
};

struct ReviewedChange {
  AbsResourceInstance address;
  std::string printed;  ///< the address
  PlanAction action = PlanAction::kNoOp;
  std::string actions;
  std::optional<std::string> previous_address;
  std::optional<std::string> deposed;
  std::optional<std::string> reason;
  bool is_imported = false;
  ChangeScope scope = ChangeScope::kOutside;  ///< says nothing of drift
  std::vector<std::string> services;          ///< whose targets contain it
  std::vector<ReviewedAttribute> attributes;  ///< at most `kMostAttributes`
  std::size_t attribute_count = 0;            ///< exact
  std::optional<std::string> root = {};       ///< of several root modules: where it is
};
inline constexpr std::size_t kMostAttributes = 100;

struct PlanReview {
  TerraformPlan plan;
  std::vector<ReviewedChange> changes;  ///< sorted by address; whatever does more than nothing
  std::vector<ReviewedChange> drift;    ///< sorted; changed outside of Terraform
  std::size_t folded_drift = 0;         ///< more, whose differences mean nothing
  std::vector<Finding> findings;        ///< refusals first, then by code and address

  std::size_t CountOf(ChangeScope scope) const;
  std::size_t refusal_count() const;
  /// Adds what the caller found, at its place.
  void Add(Finding finding);
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
