#include "tfvars/plan/tags_review.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/text/image_reference.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

// A member of an object, or the item of a list that has that name.
const JsonValue* Named(const JsonValue& value, const std::string& name) {
  if (value.kind != Kind::kArray) return value.Find(name);
  const auto item = std::ranges::find_if(value.items, [&](const JsonValue& each) {
    const JsonValue* named = each.Find("name");
    return named != nullptr && named->kind == Kind::kString && named->string == name;
  });
  return item == value.items.end() ? nullptr : &*item;
}

// The text at a path; null where there is none.
const std::string* TextAt(const JsonValue& variables, const std::vector<std::string>& path) {
  const JsonValue* value = variables.Find(path.front());
  if (value != nullptr) value = value->Find("value");
  for (std::size_t i = 1; value != nullptr && i < path.size(); ++i) value = Named(*value, path[i]);
  return value != nullptr && value->kind == Kind::kString ? &value->string : nullptr;
}

// The tag in a value that is one, or a whole image; nullopt: it is an image without.
std::optional<std::string_view> TagIn(std::string_view value) {
  const ImageReference image = ParseImageReference(value);
  return image.digest || image.tag ? image.tag : std::optional(value);
}

Finding Differing(findings::TagsDiffer differ) {
  std::vector<std::string> services;
  for (const findings::TagsDiffer::Service& each : differ.services) services.push_back(each.name);
  return {.kind = std::move(differ), .services = std::move(services)};
}

// Tags that stand one by one. Another root module may have what this one does not.
std::optional<Finding> CompareSingleTags(const JsonValue& variables, const Intent& intent) {
  bool is_compared = false;
  findings::TagsDiffer differ;
  for (const auto& [service, path] : intent.tag_paths) {
    const auto planned = intent.image_tags.find(service);
    const std::string* value = TextAt(variables, path);
    if (planned == intent.image_tags.end() || value == nullptr) continue;
    const std::optional<std::string_view> tag = TagIn(*value);
    if (!tag) continue;
    is_compared = true;
    if (*tag == planned->second) continue;
    differ.services.push_back(
        {.name = service, .found = std::string(*tag), .planned = planned->second});
  }
  if (!is_compared) {
    using NotCompared = findings::TagsNotCompared;
    return Finding{.kind = NotCompared{.kind = NotCompared::Kind::kNotAlone}};
  }
  if (differ.services.empty()) return std::nullopt;
  return Differing(std::move(differ));
}

// Why the map can't be compared.
Finding WithoutMap(const Intent& intent, bool is_there) {
  if (intent.tags_variable_is_configured) {
    return {.kind = findings::TagsMissing{.variable = intent.tags_variable, .is_there = is_there}};
  }
  using NotCompared = findings::TagsNotCompared;
  return {.kind = NotCompared{
              .kind = is_there ? NotCompared::Kind::kNoMap : NotCompared::Kind::kNoVariable,
              .variable = intent.tags_variable}};
}

}  // namespace

std::optional<Finding> CompareTags(const JsonValue& variables, const Intent& intent) {
  if (intent.tags_variable.empty()) return CompareSingleTags(variables, intent);
  const JsonValue* variable = variables.Find(intent.tags_variable);
  const JsonValue* value = variable == nullptr ? nullptr : variable->Find("value");
  std::optional<JsonDocument> inside;  // a map that is written as JSON in a string
  if (value != nullptr && value->kind == Kind::kString) {
    auto parsed = ParseJson(value->string, JsonComments::kRefused);
    if (auto* document = std::get_if<JsonDocument>(&parsed)) {
      value = &inside.emplace(std::move(*document)).root;
    }
  }
  if (value == nullptr || value->kind != Kind::kObject) {
    return WithoutMap(intent, /*is_there=*/value != nullptr);
  }
  std::map<std::string, std::optional<std::string>> found;
  for (const JsonMember& member : value->members) {
    found[member.name] =
        member.value.kind == Kind::kString ? std::optional(member.value.string) : std::nullopt;
  }
  findings::TagsDiffer differ{.variable = intent.tags_variable, .services = {}};
  for (const auto& [service, tag] : intent.image_tags) {
    const auto entry = found.find(service);
    const bool is_there = entry != found.end();
    if (is_there && entry->second == tag) continue;
    differ.services.push_back({.name = service,
                               .is_there = is_there,
                               .found = is_there ? entry->second : std::nullopt,
                               .planned = tag});
  }
  // What is retired may keep its tag in the map. What else it changes is a change outside.
  std::vector<std::string> unnamed;
  for (const auto& [service, tag] : found) {
    if (!intent.image_tags.contains(service)) unnamed.push_back(service);
  }
  if (differ.services.empty() && unnamed.empty()) return std::nullopt;
  if (differ.services.empty()) {
    using NotCompared = findings::TagsNotCompared;
    return Finding{.kind = NotCompared{.kind = NotCompared::Kind::kNotPlanned,
                                       .variable = intent.tags_variable},
                   .services = std::move(unnamed)};
  }
  for (const std::string& service : unnamed) {
    differ.services.push_back({.name = service, .found = found.at(service), .planned = {}});
  }
  return Differing(std::move(differ));
}

}  // namespace deltaplan::tfvars
