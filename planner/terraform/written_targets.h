// Addresses that were written, as patterns: the same is asked of them as of those that are found.
#ifndef DELTAPLAN_PLANNER_TERRAFORM_WRITTEN_TARGETS_H_
#define DELTAPLAN_PLANNER_TERRAFORM_WRITTEN_TARGETS_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/model/warning.h"
#include "planner/terraform/service_targets.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::planner {

/// Whether the files declare what each address names, whether it has an instance, whether that
/// ignores changes of its image, and who rolls it. `directory` is the root module's. What is inside
/// of a module whose files are elsewhere is taken to be there.
Warnings CheckWrittenTargets(const tfvars::ModuleTree& tree, const std::string& directory,
                             const std::vector<AddressedService>& written);

/// Puts written addresses in the place of what was found for their services.
void PlaceWrittenTargets(const tfvars::ModuleTree& tree, const std::optional<StateAddresses>& state,
                         const std::vector<AddressedService>& written, TargetFindings& findings);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TERRAFORM_WRITTEN_TARGETS_H_
