// Values as text in native syntax, byte for byte as Terraform's own provider writes them. Source:
// hcl, hclwrite/generate.go and format.go.
#ifndef DELTAPLAN_TFVARS_HCL_HCL_TEXT_H_
#define DELTAPLAN_TFVARS_HCL_HCL_TEXT_H_

#include <optional>

#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// An expression: `encode_expr`. `Unknown` where the layout is not told by simple rules: objects
/// inside of lists, names that are not ASCII.
Value ExpressionText(const Value& value);

/// A file of variables: `encode_tfvars`. nullopt where a member can be no variable.
std::optional<Value> VariablesText(const Value::Object& variables);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_HCL_TEXT_H_
