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

/// What changes without another version of a service: its tags, its scale.
bool IsBesidesVersion(std::string_view path);

/// An argument that says which version runs, by a name of that: task_definition.
bool NamesRevision(std::string_view name);

/// An argument that holds what runs, in a form in which no tag is read: user_data, a hash of code.
bool HoldsCode(std::string_view name);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_QUIET_CHANGES_H_
