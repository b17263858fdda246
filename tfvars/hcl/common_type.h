// The type that the two results of a conditional are converted to. Source: what Terraform's type
// system (github.com/zclconf/go-cty, package convert) calls unification.
#ifndef DELTAPLAN_TFVARS_HCL_COMMON_TYPE_H_
#define DELTAPLAN_TFVARS_HCL_COMMON_TYPE_H_

#include <optional>

#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// `value` in the type that it has in common with `other`; nullopt when they have none. Of what is
/// null or unknown nothing can be told, so nothing changes.
///
/// - Bools and numbers become strings where the other one is a string.
/// - Collections of one length or with the same names are converted place by place. Others become
///   lists or maps, of which all elements have one type.
std::optional<Value> InCommonType(Value value, const Value& other);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_COMMON_TYPE_H_
