// Which instances `count`, `for_each` and OpenTofu's `enabled` make of a resource or module call.
#ifndef DELTAPLAN_TFVARS_MODULES_EXPANSION_H_
#define DELTAPLAN_TFVARS_MODULES_EXPANSION_H_

#include <map>
#include <optional>
#include <string>

#include "tfvars/address/address.h"
#include "tfvars/modules/module_scope.h"
#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

/// A resource or module call with its instances.
struct Expansion {
  std::map<InstanceKey, InstanceScope> instances;
  std::optional<std::string> unresolved;  ///< why they are not known
  std::optional<std::string> absent;      ///< why there is none: "count is 0"
};

/// What `declaration`, which stands in the module of `scope`, makes.
Expansion Expand(const Declaration& declaration, const ModuleScope& scope);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_EXPANSION_H_
