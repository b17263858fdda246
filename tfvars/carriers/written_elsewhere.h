// Where that stands of which a computed value is made: tags can be changed there alone.
#ifndef DELTAPLAN_TFVARS_CARRIERS_WRITTEN_ELSEWHERE_H_
#define DELTAPLAN_TFVARS_CARRIERS_WRITTEN_ELSEWHERE_H_

#include <span>
#include <string>

#include "tfvars/carriers/tag_file.h"
#include "tfvars/hcl/syntax.h"

namespace deltaplan::tfvars {

/// Of the value, or of what `steps` lead to in it, as a sentence with a space before it that says
/// what to configure: a local of the same file, or a file that Terragrunt reads with
/// `read_terragrunt_config` or includes. "" where that can't be told.
std::string WrittenElsewhere(const TagFile& file, const Expression& value,
                             std::span<const std::string> steps = {});

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_CARRIERS_WRITTEN_ELSEWHERE_H_
