// What is no image is believed only where no image says otherwise: a version in an environment
// variable may change although the image beside it does not.
#include "tfvars/plan/tag_signs.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "tfvars/plan/quiet_changes.h"
#include "tfvars/plan/resource_roles.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::tfvars {
namespace {

template <std::size_t size>
bool IsOneOf(const std::string_view (&names)[size], std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

// Another version of what lies elsewhere.
bool RefersToVersion(const AttributeChange& attribute) {
  if (NamesRevision(attribute.name)) return true;
  constexpr std::string_view kNames[] = {"instance_template", "launch_configuration"};
  return IsOneOf(kNames, attribute.name) ||
         (attribute.name == "version" &&
          attribute.path.find("launch_template") != std::string::npos);
}

// Texts that hold an image somewhere inside.
bool HoldsDefinition(std::string_view name) {
  constexpr std::string_view kNames[] = {"container_definitions",
                                         "container_properties",
                                         "ecs_properties",
                                         "jobspec",
                                         "manifest",
                                         "node_properties",
                                         "values",
                                         "yaml_body"};
  return IsOneOf(kNames, name);
}

// What only records a value: a tag, or something that a version has made.
bool LiesInRecord(std::string_view path) {
  constexpr std::string_view kNames[] = {"input", "triggers", "triggers_replace", "value"};
  return std::ranges::any_of(kNames, [&](std::string_view name) { return LiesIn(path, name); });
}

bool HasDigest(std::string_view text) { return text.find("@sha256:") != std::string_view::npos; }

bool IsWordCharacter(char c) { return IsLetterOrDigit(c) || c == '_'; }

bool HasWord(std::string_view text, std::string_view word) {
  if (word.empty()) return false;
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !IsWordCharacter(text[at - 1]);
    if (begins && (end == text.size() || !IsWordCharacter(text[end]))) return true;
  }
  return false;
}

class SignReader {
 public:
  SignReader(const IntendedService& service, const KnownImages& known)
      : service_(service), tag_(*service.tag), known_(known) {}

  TagSigns Read(const ResourceChange& change, const std::vector<AttributeChange>& attributes) {
    const std::string& type = change.address.resource.resource.type;
    signs_.is_definition = IsDefinition(type);
    // An image in a record that stays as it is may be one of long ago.
    counts_other_ = change.action != PlanAction::kNoOp || HoldsImage(type);
    for (const JsonMember& member : change.after.members) {
      if (IsBesidesVersion(member.name)) continue;
      ForEachString(
          member.name, member.value,
          [this](const std::string& name, const std::string& text) { ReadText(name, text); });
    }
    for (const AttributeChange& attribute : attributes) {
      if (!IsBesidesVersion(attribute.path)) ReadChange(attribute);
    }
    return signs_;
  }

 private:
  using Mentions = std::vector<std::pair<ImageMention, std::string>>;  // with the texts

  Mentions MentionsIn(const std::string& name, const JsonValue& value) const {
    Mentions all;
    ForEachString(name, value, [&](const std::string& inner, const std::string& text) {
      for (ImageMention& mention : FindImageMentions(inner, text, known_)) {
        all.emplace_back(std::move(mention), text);
      }
    });
    return all;
  }

  bool IsOwn(const ImageMention& mention) const {
    const std::string_view name = known_.NameOf(mention.repository);
    if (!name.empty()) return name == service_.image;
    return mention.tag == tag_ || mention.tag == service_.live_tag;
  }

  void ReadText(const std::string& name, const std::string& text) {
    for (const ImageMention& mention : FindImageMentions(name, text, known_)) {
      if (!IsOwn(mention)) continue;
      // The service's tag may be a whole reference, or have its digest behind it.
      const bool is_more = tag_.find_first_of("/:@") != std::string::npos;
      const bool has = mention.tag == tag_ || (is_more && HasWord(text, tag_));
      if (mention.repository.empty() && !IsImageAttribute(name)) {
        signs_.names_tag = signs_.names_tag || has;
        continue;
      }
      const bool is_named = !known_.NameOf(mention.repository).empty();
      TagSigns::Images& images = is_named ? signs_.by_name : signs_.by_tag;
      const bool is_pinned = !mention.tag.empty() || HasDigest(text);
      images.have_tag = images.have_tag || has;
      images.have_other = images.have_other || (!has && is_pinned && counts_other_);
    }
  }

  void ReadChange(const AttributeChange& attribute) {
    if (RefersToVersion(attribute)) signs_.refers = true;
    if (HoldsCode(attribute.name)) signs_.is_opaque = true;
    if (attribute.is_unknown) {
      ReadUnknown(attribute);
    } else if (attribute.after) {
      ReadAfter(attribute);
    }
  }

  void ReadUnknown(const AttributeChange& attribute) {
    if (attribute.name == "output") return;  // of terraform_data: its input says more
    const Mentions before =
        attribute.before ? MentionsIn(attribute.name, *attribute.before) : Mentions();
    const bool was_own =
        std::ranges::any_of(before, [this](const auto& each) { return IsOwn(each.first); });
    // What was a sidecar's image does not become that of the service.
    if (!before.empty() && !was_own) return;
    const bool is_image = IsImageAttribute(attribute.name) || HoldsDefinition(attribute.name);
    signs_.hides_image = signs_.hides_image || is_image;
    signs_.is_opaque = signs_.is_opaque || was_own || LiesInRecord(attribute.path);
  }

  void ReadAfter(const AttributeChange& attribute) {
    if (HasTag(*attribute.after) && !(attribute.before && HasTag(*attribute.before))) {
      signs_.gets_tag = true;
    }
    // A digest alone does not say of which tag it is.
    for (const auto& [mention, text] : MentionsIn(attribute.name, *attribute.after)) {
      if (mention.tag.empty() && HasDigest(text) && IsOwn(mention)) signs_.hides_image = true;
    }
  }

  bool HasTag(const JsonValue& value) const {
    bool has = false;
    ForEachString("", value, [&](const std::string& /*name*/, const std::string& text) {
      has = has || HasWord(text, tag_);
    });
    return has;
  }

  const IntendedService& service_;
  const std::string& tag_;
  const KnownImages& known_;
  bool counts_other_ = true;
  TagSigns signs_;
};

}  // namespace

void TagSigns::Add(const TagSigns& other) {
  const auto add = [](Images& images, const Images& more) {
    images.have_tag = images.have_tag || more.have_tag;
    images.have_other = images.have_other || more.have_other;
  };
  add(by_name, other.by_name);
  add(by_tag, other.by_tag);
  hides_image = hides_image || other.hides_image;
  gets_tag = gets_tag || other.gets_tag;
  names_tag = names_tag || other.names_tag;
  is_opaque = is_opaque || other.is_opaque;
  refers = refers || other.refers;
  is_definition = is_definition || other.is_definition;
}

TagSigns SignsOf(const ResourceChange& change, const std::vector<AttributeChange>& attributes,
                 const IntendedService& service, const KnownImages& known) {
  return SignReader(service, known).Read(change, attributes);
}

}  // namespace deltaplan::tfvars
