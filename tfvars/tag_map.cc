#include "tfvars/tag_map.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "tfvars/json_value.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::variant<JsonValue, TagMapError> ReadObject(std::string_view text) {
  auto parsed = ParseJson(text, JsonComments::kRefused);
  if (const auto* error = std::get_if<JsonSyntaxError>(&parsed)) {
    std::string place;
    if (error->line > 0) {
      place = "line " + std::to_string(error->line) + ", column " + std::to_string(error->column) +
              ": ";
    }
    return TagMapError{.pointer = "", .message = place + error->message};
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
    } else if (member.value.string.empty()) {
      wrong = "a tag can't be empty";
    } else if (std::ranges::any_of(member.value.string, IsControl)) {
      // Tags go into files that other programs read line by line.
      wrong = "a tag can't hold a control character";
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

std::variant<TagMap, TagMapError> ReadTagMapJson(std::string_view text, std::string_view variable) {
  auto object = ReadObject(text);
  if (auto* error = std::get_if<TagMapError>(&object)) return std::move(*error);
  const JsonValue* map = std::get<JsonValue>(object).Find(variable);
  if (map == nullptr) {
    return TagMapError{.pointer = "",
                       .message = "there is no variable \"" + std::string(variable) + '"'};
  }
  const std::string pointer = JsonPointerTo("", variable);
  if (map->kind != Kind::kObject) {
    return TagMapError{
        .pointer = pointer,
        .message = std::string("expected an object, not ") + JsonKindName(map->kind)};
  }
  return ReadTags(*map, pointer);
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
  nlohmann::json document;
  document[std::string(variable)] = tags;
  return document.dump(2, ' ', /*ensure_ascii=*/false, nlohmann::json::error_handler_t::replace) +
         '\n';
}

}  // namespace deltaplan::tfvars
