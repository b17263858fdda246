#include "tfvars/plan/changes_besides.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tfvars/plan/quiet_changes.h"
#include "tfvars/text/wording.h"

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

void BesidesNotes::Add(std::size_t change, const std::vector<std::string>& besides,
                       const std::vector<std::size_t>& owners) {
  if (besides.empty()) return;
  notes_.push_back({.change = change, .what = JoinedForReading(besides, "; "), .owners = owners});
}

std::vector<Finding> BesidesNotes::Finish(const std::vector<ReviewedChange>& changes,
                                          const ServiceReviewer& services) const {
  std::vector<Finding> findings;
  for (const Note& note : notes_) {
    const bool has_image = std::ranges::any_of(
        note.owners, [&](std::size_t owner) { return services.ChangesImage(owner); });
    findings.push_back({.code = FindingCode::kChangedBesides,
                        .address = changes[note.change].printed,
                        .change = note.change,
                        .services = changes[note.change].services,
                        .message = has_image ? "Besides the image this changes " + note.what + "."
                                             : "This changes " + note.what + ", and no image."});
  }
  return findings;
}

}  // namespace deltaplan::tfvars
