// CSV as the function `csvdecode` reads it.
#ifndef DELTAPLAN_TFVARS_HCL_CSV_VALUE_H_
#define DELTAPLAN_TFVARS_HCL_CSV_VALUE_H_

#include <optional>
#include <string_view>

#include "tfvars/hcl/value.h"

namespace deltaplan::tfvars {

/// A list with an object of texts for each record after the first, which holds their names. nullopt
/// for what Terraform refuses: no names, a name twice, a record of another length, a quote out of
/// place. Source: go-cty, `CSVDecodeFunc`; Go's documentation, package encoding/csv.
std::optional<Value> ValueOfCsv(std::string_view text);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_CSV_VALUE_H_
