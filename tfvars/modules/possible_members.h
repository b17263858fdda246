// What a `for_each` may hold, where a condition that nobody knows here decides on some of it:
// { for name, it in var.services : name => it if it.enabled }.
#ifndef DELTAPLAN_TFVARS_MODULES_POSSIBLE_MEMBERS_H_
#define DELTAPLAN_TFVARS_MODULES_POSSIBLE_MEMBERS_H_

#include <map>
#include <optional>
#include <string>

#include "tfvars/hcl/syntax.h"
#include "tfvars/hcl/value.h"
#include "tfvars/modules/expansion.h"

namespace deltaplan::tfvars {

struct PossibleMember {
  Value value;           ///< `each.value`
  bool is_sure = false;  ///< it is there whatever the conditions are
};

/// By key. Conditions of `for` and conditionals may be unknown, or may become others where a
/// default is overridden; what they choose from is known. It is followed through locals, functions
/// that put collections together, and resources that have the same instances. nullopt where it is
/// not known what there is to choose from.
std::optional<std::map<std::string, PossibleMember>> PossibleMembersOf(const Expression& for_each,
                                                                       const Meaning& meaning);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_POSSIBLE_MEMBERS_H_
