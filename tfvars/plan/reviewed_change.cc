#include "tfvars/plan/reviewed_change.h"

#include <algorithm>

#include "tfvars/plan/quiet_changes.h"

namespace deltaplan::tfvars {
namespace {

std::optional<std::string> Shown(const std::optional<JsonValue>& value, bool sensitive) {
  if (!value) return std::nullopt;
  return sensitive ? "(sensitive)" : PrintAttribute(*value);
}

ReviewedAttribute Review(const AttributeChange& change) {
  // A value that becomes a secret is one already, and one that ceases to be may still be used.
  const bool is_sensitive = change.before_is_sensitive || change.after_is_sensitive;
  ReviewedAttribute attribute{.path = change.path,
                              .before = Shown(change.before, is_sensitive),
                              .after = Shown(change.after, is_sensitive),
                              .forces_replacement = change.forces_replacement};
  if (change.is_unknown) attribute.after = "(known after apply)";
  return attribute;
}

}  // namespace

const char* ChangeScopeName(ChangeScope scope) {
  switch (scope) {
    case ChangeScope::kPlanned:
      return "planned";
    case ChangeScope::kAllowed:
      return "allowed";
    case ChangeScope::kOutside:
      return "outside";
  }
  return "";
}

ReviewedChange Reviewed(const ResourceChange& change,
                        const std::vector<AttributeChange>& attributes) {
  ReviewedChange reviewed{.address = change.address,
                          .printed = Print(change.address),
                          .action = change.action,
                          .actions = change.actions,
                          .previous_address = std::nullopt,
                          .deposed = change.deposed,
                          .reason = change.reason,
                          .is_imported = change.is_imported,
                          .services = {},
                          .attributes = {},
                          .attribute_count = attributes.size()};
  if (change.previous_address) reviewed.previous_address = Print(*change.previous_address);
  // What forces a replacement first, what means nothing last: only so many are kept.
  std::vector<const AttributeChange*> order;
  for (const AttributeChange& attribute : attributes) order.push_back(&attribute);
  std::ranges::stable_sort(order, {}, [](const AttributeChange* attribute) {
    return attribute->forces_replacement ? 0 : IsNothing(*attribute) ? 2 : 1;
  });
  if (order.size() > kMostAttributes) order.resize(kMostAttributes);
  for (const AttributeChange* each : order) reviewed.attributes.push_back(Review(*each));
  return reviewed;
}

}  // namespace deltaplan::tfvars
