// What `terraform show -json PLANFILE` prints, of Terraform 1.1 and later and of OpenTofu. Source:
// Terraform's documentation, "JSON output format".
#ifndef DELTAPLAN_TFVARS_PLAN_TERRAFORM_PLAN_H_
#define DELTAPLAN_TFVARS_PLAN_TERRAFORM_PLAN_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tfvars/address/address.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {

enum class PlanAction {
  kNoOp,
  kRead,  ///< of a data source
  kCreate,
  kUpdate,
  kDelete,
  kReplace,  ///< deleted and created, in either order
  kForget,   ///< taken out of the state; what it stands for stays
  kUnknown,  ///< a word that we do not know
};

/// One entry of "resource_changes" or "resource_drift".
struct ResourceChange {
  AbsResourceInstance address;
  std::optional<AbsResourceInstance> previous_address;  ///< it moves from there
  std::optional<std::string> deposed;  ///< the key of an object that a replacement left behind
  PlanAction action = PlanAction::kNoOp;
  std::string actions;                ///< as written: "delete, create"
  std::optional<std::string> reason;  ///< Terraform's word: "replace_because_tainted"
  bool is_imported = false;

  // Values, and what is said about them in the same shape. Null where there is nothing.
  JsonValue before;
  JsonValue after;
  JsonValue after_unknown;  ///< true where the value is known after apply only
  JsonValue before_sensitive;
  JsonValue after_sensitive;
  JsonValue replace_paths;  ///< lists of steps: what forces a replacement
};

/// What a plan says beside its changes.
struct TerraformPlan {
  std::string format_version;
  std::optional<std::string> terraform_version;
  bool errored = false;
  std::optional<bool> complete;    ///< false for targeted plans; absent before Terraform 1.8
  std::optional<bool> applyable;   ///< absent before Terraform 1.7
  std::size_t deferred_count = 0;  ///< changes that a later run is to make
  /// Members of the root that hold something and that are neither read nor known to be harmless.
  std::vector<std::string> unknown_members;
  JsonValue variables;  ///< {"name": {"value": ...}}; null when there are none
};

/// Why a document is no plan that can be read.
struct TerraformPlanError {
  std::string message;  ///< one line without full stop
  std::string advice;   ///< full sentences that say what to do
};

using ResourceChangeHandler = std::function<void(ResourceChange)>;

/// Reads a plan from front to back. Changes are handed over one by one and kept nowhere, so a plan
/// takes little more memory than its text; on an error, some have been handed over.
std::variant<TerraformPlan, TerraformPlanError> ReadTerraformPlan(
    std::string_view text, const ResourceChangeHandler& change, const ResourceChangeHandler& drift);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_TERRAFORM_PLAN_H_
