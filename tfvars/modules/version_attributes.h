// Which attributes are new with every version of a resource, and which outputs of a module are not.
#ifndef DELTAPLAN_TFVARS_MODULES_VERSION_ATTRIBUTES_H_
#define DELTAPLAN_TFVARS_MODULES_VERSION_ATTRIBUTES_H_

#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::tfvars {

/// Attributes that are new with every version of what the provider keeps in versions, or that are
/// made of what is in it: the ARN of a task definition, the hash of a file.
std::vector<std::string> VersionAttributes(std::string_view resource_type);

/// Whether an output of that name says what no new version changes: `service_name`.
bool StaysTheSame(std::string_view output);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_VERSION_ATTRIBUTES_H_
