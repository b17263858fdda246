// Terraform addresses made from patterns such as  aws_ecs_service.service["{service}"] .
#ifndef DELTAPLAN_TFVARS_TARGET_PATTERN_H_
#define DELTAPLAN_TFVARS_TARGET_PATTERN_H_

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace deltaplan::tfvars {

/// Why an address can't be made from a pattern.
struct TargetPatternError {
  std::string message;
};

/// The text of an HCL quoted string without its quotes: escapes ", \, control characters and the
/// openers
/// ${ and %{. Source: HCL native syntax specification, "Quoted templates".
std::string EscapeHclString(std::string_view text);

/// Replaces each {name} by its value: escaped for HCL inside a quoted instance key, and outside
/// of one only when the value is a valid identifier. Unknown placeholders, unclosed quotes or
/// brackets are errors, and so is anything that is not the shape of an address
/// (module.x["k"].type.name[0], data sources excluded).
std::variant<std::string, TargetPatternError> ExpandTargetPattern(
    std::string_view pattern, const std::map<std::string, std::string>& values);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TARGET_PATTERN_H_
