// What HCL's operators make of values. Source: "HCL Native Syntax Specification", operators, index
// and attribute access.
#ifndef DELTAPLAN_TFVARS_HCL_OPERATORS_H_
#define DELTAPLAN_TFVARS_HCL_OPERATORS_H_

#include <optional>
#include <string_view>

#include "tfvars/hcl/syntax.h"
#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

// Each returns nullopt when the operands are not what it takes, and `Unknown` where the result
// depends on what is unknown.

/// `value.name`, `value["name"]`.
std::optional<Value> AttributeOf(const Value& value, std::string_view name);

/// `value[key]`.
std::optional<Value> ElementOf(const Value& value, const Value& key);

std::optional<Value> Apply(UnaryOperator op, const Value& operand);

/// One side of `&&` and `||` may decide alone when the other one is not known.
std::optional<Value> Apply(BinaryOperator op, const Value& left, const Value& right);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_OPERATORS_H_
