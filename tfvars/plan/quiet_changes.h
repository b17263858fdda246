// Differences that mean nothing, and those that an image alone makes.
#ifndef DELTAPLAN_TFVARS_PLAN_QUIET_CHANGES_H_
#define DELTAPLAN_TFVARS_PLAN_QUIET_CHANGES_H_

#include <string_view>

#include "tfvars/plan/attribute_changes.h"

namespace deltaplan::tfvars {

/// Absent on one side, and empty ("", [], {}, false) on the other; or 0, where it is absent after.
/// Providers write one for the other.
bool IsNothing(const AttributeChange& change);

/// A value that the provider moves without anybody's doing: the time up to which a database can be
/// restored, when a function was changed last.
bool MovesByItself(std::string_view type, std::string_view path);

/// True when `path` is `attribute`, or lies inside of it: tags_all["a"] in tags_all.
bool LiesIn(std::string_view path, std::string_view attribute);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_QUIET_CHANGES_H_
