// Which instances a resource or a module call has: `count`, `for_each`, OpenTofu's `enabled`.
#ifndef DELTAPLAN_TFVARS_MODULES_EXPANSION_H_
#define DELTAPLAN_TFVARS_MODULES_EXPANSION_H_

#include <map>
#include <optional>
#include <string>

#include "tfvars/address/address.h"
#include "tfvars/modules/module_scope.h"
#include "tfvars/modules/module_source.h"

namespace deltaplan::tfvars {

/// What names mean in one instance of a module.
struct Meaning {
  const ModuleScope& scope;
  /// The same with nothing that may be overridden; null where nothing may be.
  const ModuleScope* firm = nullptr;
};

struct Expansion {
  std::map<InstanceKey, InstanceScope> instances;  ///< that there are
  std::optional<std::string> unresolved;           ///< why not all are known
  std::optional<std::string> absent;               ///< why there is none: "count is 0"
  /// Where not all are known, the others that there may be, as far as that has an end.
  std::map<InstanceKey, InstanceScope> possible = {};
};

/// Absent is only what is so whatever may be overridden.
Expansion Expand(const Declaration& declaration, const Meaning& meaning);

/// What `each` and `count` firmly mean in one instance of a module call; nullopt where `meaning`
/// has nothing that may be overridden.
std::optional<InstanceScope> FirmInstance(const Declaration& call, const InstanceScope& instance,
                                          const Meaning& meaning);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_EXPANSION_H_
