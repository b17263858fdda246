// "required_version": which versions of this program a configuration is written for.
#ifndef DELTAPLAN_PLANNER_CONFIG_REQUIRED_VERSION_H_
#define DELTAPLAN_PLANNER_CONFIG_REQUIRED_VERSION_H_

#include <optional>
#include <string_view>

namespace deltaplan::planner {

/// This program's version, three numbers joined by dots.
std::string_view ProgramVersion();

/// Whether `version` meets all of `constraints`, which are written as Terraform's
/// (developer.hashicorp.com/terraform/language/expressions/version-constraints): joined by commas,
/// each an operator (=, !=, >, >=, <, <=, ~>; none is =) and one to three numbers. nullopt: they
/// can't be read. What follows a "-" in `version` is not looked at.
std::optional<bool> Meets(std::string_view version, std::string_view constraints);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_REQUIRED_VERSION_H_
