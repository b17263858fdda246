// A change of Terraform's plan as reports show it.
#ifndef DELTAPLAN_TFVARS_PLAN_REVIEWED_CHANGE_H_
#define DELTAPLAN_TFVARS_PLAN_REVIEWED_CHANGE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/plan/attribute_changes.h"
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

/// Without scope and services, which the plan alone does not tell.
ReviewedChange Reviewed(const ResourceChange& change,
                        const std::vector<AttributeChange>& attributes);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_REVIEWED_CHANGE_H_
