// YAML as the function `yamldecode` reads it.
#ifndef DELTAPLAN_TFVARS_HCL_YAML_VALUE_H_
#define DELTAPLAN_TFVARS_HCL_YAML_VALUE_H_

#include <string_view>

#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// What Terraform makes of a text of YAML: plain scalars that read as numbers, truth values or null
/// become such. `Unknown` for what is no YAML, and in the place of what versions of Terraform don't
/// read alike: dates, numbers with `_` or a base, infinity. Source: go-cty-yaml 1.0.3 and 1.2.0,
/// `resolveScalar`.
Value ValueOfYaml(std::string_view text);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_YAML_VALUE_H_
