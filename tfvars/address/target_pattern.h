// Terraform addresses made from patterns such as  aws_ecs_service.service["{service}"] .
#ifndef DELTAPLAN_TFVARS_ADDRESS_TARGET_PATTERN_H_
#define DELTAPLAN_TFVARS_ADDRESS_TARGET_PATTERN_H_

#include <functional>
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

/// Replaces each {name} by its value: escaped for HCL inside a quoted instance key; elsewhere the
/// step that it is part of has to be an identifier of ASCII letters, digits, "_" and "-". Unknown
/// placeholders, unclosed quotes or brackets are errors, and so is anything that is not the shape
/// of an address (module.x["k"].type.name[0], data sources excluded).
///
/// Example: `module.app["{service}"].aws_ecs_service.this[0]` with service = `a "b"` gives
/// `module.app["a \"b\""].aws_ecs_service.this[0]`.
std::variant<std::string, TargetPatternError> ExpandTargetPattern(
    std::string_view pattern, const std::map<std::string, std::string, std::less<>>& values);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_ADDRESS_TARGET_PATTERN_H_
