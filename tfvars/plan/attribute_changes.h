// What of a resource a plan changes, attribute by attribute.
#ifndef DELTAPLAN_TFVARS_PLAN_ATTRIBUTE_CHANGES_H_
#define DELTAPLAN_TFVARS_PLAN_ATTRIBUTE_CHANGES_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tfvars/json/json_value.h"
#include "tfvars/plan/terraform_plan.h"

namespace deltaplan::tfvars {

/// One value that differs, as deep inside of the resource as it can be told. JSON inside of a
/// string (container definitions, policies) is looked into.
struct AttributeChange {
  /// As in Terraform's expressions: tags["a b"], ingress[0].port,
  /// jsondecode(container_definitions)[0].image.
  std::string path;
  /// The last name or key of the path, as it is: image. Behind list indices, the one before them.
  std::string name;
  std::optional<JsonValue> before;  ///< nullopt: absent or null
  std::optional<JsonValue> after;   ///< nullopt: absent, null or unknown
  bool is_unknown = false;          ///< known after apply
  bool before_is_sensitive = false;
  bool after_is_sensitive = false;
  bool forces_replacement = false;
};

/// In the order of the paths' first appearance: before, then what is new after.
std::vector<AttributeChange> AttributeChanges(const ResourceChange& change);

/// A value for people and for reports, on one line: "a" with quotes, {"k": 1}. Cut in the middle
/// above `kMostShownBytes`.
std::string PrintAttribute(const JsonValue& value);
inline constexpr std::size_t kMostShownBytes = 256;

/// Calls `visit` with every string inside of `value`, also inside of JSON in strings, and with the
/// name of the attribute that holds it; `name` is that of `value` itself.
using StringVisitor = std::function<void(const std::string& name, const std::string& text)>;
void ForEachString(const std::string& name, const JsonValue& value, const StringVisitor& visit);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_ATTRIBUTE_CHANGES_H_
