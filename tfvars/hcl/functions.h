// Terraform's functions that are needed to tell which services a `for_each` names: on collections
// and strings, without files, time or randomness. Source: Terraform's documentation, "Built-in
// functions".
#ifndef DELTAPLAN_TFVARS_HCL_FUNCTIONS_H_
#define DELTAPLAN_TFVARS_HCL_FUNCTIONS_H_

#include <optional>
#include <string_view>
#include <vector>

#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// Whether that function is one of those here.
bool HasFunction(std::string_view name);

/// nullopt when the arguments are not what it takes. `Unknown` when there is no such function here,
/// and where what it looks at is unknown.
std::optional<Value> CallFunction(std::string_view name, const std::vector<Value>& arguments);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_FUNCTIONS_H_
