#include "tfvars/plan/tags_review.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/text/image_reference.h"
#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

Finding OfThePlan(FindingCode code, std::string message) {
  return {.code = code,
          .address = std::nullopt,
          .change = std::nullopt,
          .services = {},
          .message = std::move(message)};
}

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

// Tags that stand one by one. Another root module may have what this one does not.
std::optional<Finding> CompareSingleTags(const JsonValue& variables, const Intent& intent) {
  bool is_compared = false;
  std::vector<std::string> differing;
  std::vector<std::string> messages;
  for (const auto& [service, path] : intent.tag_paths) {
    const auto planned = intent.image_tags.find(service);
    const std::string* value = TextAt(variables, path);
    if (planned == intent.image_tags.end() || value == nullptr) continue;
    const std::optional<std::string_view> tag = TagIn(*value);
    if (!tag) continue;
    is_compared = true;
    if (*tag == planned->second) continue;
    differing.push_back(service);
    messages.push_back(service + " has " + Quoted(*tag) + ", planned is " +
                       Quoted(planned->second));
  }
  if (!is_compared) {
    return OfThePlan(FindingCode::kTagsNotCompared,
                     "The tags stand in no variable that is a map of them alone.");
  }
  if (differing.empty()) return std::nullopt;
  Finding finding = OfThePlan(
      FindingCode::kTagsDiffer,
      "Terraform's plan was made for other tags: " + JoinedForReading(messages, "; ") + ".");
  finding.services = std::move(differing);
  return finding;
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
  const std::string name = "variable \"" + intent.tags_variable + '"';
  if (value == nullptr || value->kind != Kind::kObject) {
    const std::string message = value == nullptr
                                    ? "Terraform's plan has no " + name + "."
                                    : "In Terraform's plan, " + name + " is no map of tags.";
    return OfThePlan(intent.tags_variable_is_configured ? FindingCode::kTagsMissing
                                                        : FindingCode::kTagsNotCompared,
                     message);
  }
  std::map<std::string, std::optional<std::string>> found;
  for (const JsonMember& member : value->members) {
    found[member.name] =
        member.value.kind == Kind::kString ? std::optional(member.value.string) : std::nullopt;
  }
  std::vector<std::string> differing;
  std::vector<std::string> messages;
  const auto differs = [&](const std::string& service, const std::string& what) {
    differing.push_back(service);
    messages.push_back(service + " " + what);
  };
  for (const auto& [service, tag] : intent.image_tags) {
    const auto entry = found.find(service);
    if (entry == found.end()) {
      differs(service, "is missing");
    } else if (!entry->second || *entry->second != tag) {
      differs(service, "has " + (entry->second ? Quoted(*entry->second) : "no tag") +
                           ", planned is " + Quoted(tag));
    }
  }
  // What is retired may keep its tag in the map. What else it changes is a change outside.
  std::vector<std::string> unnamed;
  for (const auto& [service, tag] : found) {
    if (!intent.image_tags.contains(service)) unnamed.push_back(service);
  }
  if (differing.empty() && unnamed.empty()) return std::nullopt;
  if (differing.empty()) {
    Finding finding =
        OfThePlan(FindingCode::kTagsNotCompared, "Of " + JoinedForReading(unnamed, ", ") +
                                                     " nothing is planned, so the tags that " +
                                                     name + " has of them were not compared.");
    finding.services = std::move(unnamed);
    return finding;
  }
  for (const std::string& service : unnamed) differs(service, "is not in the plan");
  Finding finding =
      OfThePlan(FindingCode::kTagsDiffer, "Terraform's plan was made for other tags: in " + name +
                                              ", " + JoinedForReading(messages, "; ") + ".");
  finding.services = std::move(differing);
  return finding;
}

}  // namespace deltaplan::tfvars
