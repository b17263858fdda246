#include "tfvars/plan/changes_besides.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "tfvars/plan/quiet_changes.h"

namespace deltaplan::tfvars {
namespace {

// Arguments that say which version runs, by another name than the image's.
bool NamesAVersion(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "function_version",    "job_definition", "source_code_hash", "task_definition",
      "task_definition_arn", "user_data",      "user_data_base64"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

// What is inside of a secret, as if it were none.
std::vector<AttributeChange> Opened(const AttributeChange& secret) {
  const auto wrapped = [&](const std::optional<JsonValue>& value) {
    JsonValue object;
    object.kind = JsonValue::Kind::kObject;
    if (value) object.members.push_back({.name = secret.name, .value = *value});
    return object;
  };
  ResourceChange change;
  change.before = wrapped(secret.before);
  change.after = wrapped(secret.after);
  return AttributeChanges(change);
}

bool IsBesides(const AttributeChange& attribute, const ImageReviewer& images) {
  if (attribute.is_unknown || IsNothing(attribute)) return false;
  // What can be read of it is.
  if (NamesAVersion(attribute.name) && !images.MentionsImage(attribute)) return false;
  if (!attribute.before_is_sensitive && !attribute.after_is_sensitive) {
    return !images.IsImageOnly(attribute);
  }
  return std::ranges::any_of(Opened(attribute), [&](const AttributeChange& inner) {
    return !IsNothing(inner) && !images.IsImageOnly(inner);
  });
}

std::string Described(const AttributeChange& attribute) {
  const bool is_sensitive = attribute.before_is_sensitive || attribute.after_is_sensitive;
  if (is_sensitive) return attribute.path + " (sensitive)";
  const auto shown = [](const std::optional<JsonValue>& value) {
    return value ? PrintAttribute(*value) : std::string("none");
  };
  return attribute.path + " " + shown(attribute.before) + " -> " + shown(attribute.after);
}

}  // namespace

std::vector<std::string> ChangesBesides(const std::vector<AttributeChange>& attributes,
                                        const ImageReviewer& images) {
  std::vector<std::string> besides;
  for (const AttributeChange& attribute : attributes) {
    if (IsBesides(attribute, images)) besides.push_back(Described(attribute));
  }
  return besides;
}

}  // namespace deltaplan::tfvars
