// Resource types that hold data: what a deletion loses can't be applied again.
#ifndef DELTAPLAN_TFVARS_PLAN_DATA_TYPES_H_
#define DELTAPLAN_TFVARS_PLAN_DATA_TYPES_H_

#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::tfvars {

/// Patterns of the types that are known to hold data; docs/verify.md lists them.
const std::vector<std::string>& DataTypePatterns();

/// Patterns of types that match one of those and hold none: groups of parameters, subnets and
/// users, endpoints, associations.
const std::vector<std::string>& NoDataTypePatterns();

/// Whether a type is known to hold data.
bool HoldsData(std::string_view type);

/// `*` stands for any characters, also none; everything else for itself.
bool MatchesTypePattern(std::string_view pattern, std::string_view type);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_DATA_TYPES_H_
