// What the `type` of a variable makes of its value: texts become numbers, objects lose what the
// type does not name, optional attributes get their defaults. Source: Terraform's documentation,
// "Type constraints", "Optional object type attributes".
#ifndef DELTAPLAN_TFVARS_HCL_TYPE_CONSTRAINT_H_
#define DELTAPLAN_TFVARS_HCL_TYPE_CONSTRAINT_H_

#include <optional>

#include "tfvars/hcl/syntax.h"
#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// `value` as `type` wants it, such as `map(object({ cpu = optional(number, 256) }))`. What is
/// unknown stays so, null is of every type, and what has the type `any` stays as it is. nullopt
/// where Terraform would refuse the value, or the type.
std::optional<Value> InType(Value value, const Expression& type);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_TYPE_CONSTRAINT_H_
