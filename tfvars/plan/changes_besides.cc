#include "tfvars/plan/changes_besides.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tfvars/plan/quiet_changes.h"

namespace deltaplan::tfvars {
namespace {

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
  const bool is_version = NamesRevision(attribute.name) || HoldsCode(attribute.name);
  if (is_version && !images.MentionsImage(attribute)) return false;
  if (!attribute.before_is_sensitive && !attribute.after_is_sensitive) {
    return !images.IsImageOnly(attribute);
  }
  return std::ranges::any_of(Opened(attribute), [&](const AttributeChange& inner) {
    return !IsNothing(inner) && !images.IsImageOnly(inner);
  });
}

findings::ChangedBesides::Attribute Shown(const AttributeChange& attribute) {
  findings::ChangedBesides::Attribute shown{
      .path = attribute.path,
      .is_secret = attribute.before_is_sensitive || attribute.after_is_sensitive,
      .before = std::nullopt,
      .after = std::nullopt};
  if (shown.is_secret) return shown;
  if (attribute.before) shown.before = PrintAttribute(*attribute.before);
  if (attribute.after) shown.after = PrintAttribute(*attribute.after);
  return shown;
}

}  // namespace

std::vector<findings::ChangedBesides::Attribute> ChangesBesides(
    const std::vector<AttributeChange>& attributes, const ImageReviewer& images) {
  std::vector<findings::ChangedBesides::Attribute> besides;
  for (const AttributeChange& attribute : attributes) {
    if (IsBesides(attribute, images)) besides.push_back(Shown(attribute));
  }
  return besides;
}

void BesidesNotes::Add(std::size_t change, std::vector<findings::ChangedBesides::Attribute> besides,
                       const std::vector<std::size_t>& owners) {
  if (besides.empty()) return;
  notes_.push_back({.change = change, .attributes = std::move(besides), .owners = owners});
}

std::vector<Finding> BesidesNotes::Finish(const std::vector<ReviewedChange>& changes,
                                          const ServiceReviewer& services) && {
  std::vector<Finding> all;
  for (Note& note : notes_) {
    const bool has_image = std::ranges::any_of(
        note.owners, [&](std::size_t owner) { return services.ChangesImage(owner); });
    all.push_back({.kind = findings::ChangedBesides{.attributes = std::move(note.attributes),
                                                    .with_image = has_image},
                   .address = changes[note.change].printed,
                   .change = note.change,
                   .services = changes[note.change].services});
  }
  return all;
}

}  // namespace deltaplan::tfvars
