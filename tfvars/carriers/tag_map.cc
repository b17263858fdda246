#include "tfvars/carriers/tag_map.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "tfvars/carriers/object_edit.h"
#include "tfvars/json/json_value.h"
#include "tfvars/text/json_string.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::variant<JsonValue, TagMapError> ReadObject(std::string_view text) {
  auto parsed = ParseJson(text, JsonComments::kRefused);
  if (const auto* error = std::get_if<JsonSyntaxError>(&parsed)) {
    return TagMapError{.pointer = "", .message = error->WithPlace()};
  }
  auto& document = std::get<JsonDocument>(parsed);
  if (!document.doubled.empty()) {
    return TagMapError{.pointer = document.doubled.front(),
                       .message = "this key stands there more than once"};
  }
  if (document.root.kind != Kind::kObject) {
    return TagMapError{
        .pointer = "",
        .message = std::string("expected an object, not ") + JsonKindName(document.root.kind)};
  }
  return std::move(document.root);
}

std::variant<TagMap, TagMapError> ReadTags(const JsonValue& object, const std::string& pointer) {
  TagMap tags;
  for (const JsonMember& member : object.members) {
    std::string wrong;
    if (member.value.kind != Kind::kString) {
      wrong =
          std::string("expected a tag, which is a string, not ") + JsonKindName(member.value.kind);
    } else {
      wrong = CheckTag(member.value.string).value_or("");
    }
    if (!wrong.empty()) {
      return TagMapError{.pointer = JsonPointerTo(pointer, member.name),
                         .message = std::move(wrong)};
    }
    tags.emplace(member.name, member.value.string);
  }
  return tags;
}

}  // namespace

std::optional<std::string> CheckTag(std::string_view tag) {
  if (tag.empty()) return "a tag can't be empty";
  if (std::ranges::any_of(tag, IsControl)) return "a tag can't hold a control character";
  return std::nullopt;
}

std::optional<std::string> FindTag(const TagMap& tags, const std::string& service) {
  const auto found = tags.find(service);
  return found == tags.end() ? std::nullopt : std::optional(found->second);
}

std::variant<TagMap, TagMapError> ReadLiveMapJson(std::string_view text,
                                                  std::string_view variable) {
  auto object = ReadObject(text);
  if (auto* error = std::get_if<TagMapError>(&object)) return std::move(*error);
  const auto& root = std::get<JsonValue>(object);
  const JsonValue* map = root.Find(variable);
  if (map != nullptr && map->kind == Kind::kObject) {
    return ReadTags(*map, JsonPointerTo("", variable));
  }
  return ReadTags(root, "");
}

std::string PrintTagMapJson(const TagMap& tags, std::string_view variable) {
  std::string json = "{\n  ";
  AppendJsonString(variable, json);
  json += ": {";
  const char* before = "\n    ";
  for (const auto& [service, tag] : tags) {
    json += before;
    AppendJsonString(service, json);
    json += ": ";
    AppendJsonString(tag, json);
    before = ",\n    ";
  }
  if (!tags.empty()) json += "\n  ";
  return json + "}\n}\n";
}

std::string PrintTagMapHcl(const TagMap& tags, std::string_view variable) {
  const auto is_bare = [](const std::string& key) {
    return !key.empty() && IdentifierSize(key) == key.size();
  };
  std::vector<std::pair<std::string, std::string>> entries;
  std::size_t widest = 0;
  for (const auto& [service, tag] : tags) {
    const std::string key = is_bare(service) ? service : QuotedText(service, Syntax::kNative);
    widest = std::max(widest, key.size());
    entries.emplace_back(key, QuotedText(tag, Syntax::kNative));
  }
  std::string text = fmt::format("{} = {{\n", variable);
  for (const auto& [key, value] : entries)
    text += fmt::format("  {:<{}} = {}\n", key, widest, value);
  return text + "}\n";
}

}  // namespace deltaplan::tfvars
