#include "tfvars/tag_map.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "tfvars/json_document.h"

namespace deltaplan::tfvars {
namespace {

using nlohmann::json;

std::variant<TagMap, TagMapError> FromObject(const json& object, const std::string& pointer) {
  TagMap tags;
  for (const auto& [service, value] : object.items()) {
    const std::string where = PointerTo(pointer, service);
    if (!value.is_string()) {
      return TagMapError{where, std::string("a tag has to be a string, not ") + value.type_name()};
    }
    auto tag = value.get<std::string>();
    if (tag.empty()) return TagMapError{where, "the tag is empty"};
    // A tag goes into files that other programs read line by line.
    if (std::ranges::any_of(tag, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
      return TagMapError{where, "the tag holds a control character"};
    }
    tags.emplace(service, std::move(tag));
  }
  return tags;
}

std::variant<json, TagMapError> ReadObject(std::string_view text) {
  json document;
  std::vector<JsonProblem> problems;
  if (!ParseJsonDocument(text, JsonComments::kRefused, document, problems)) {
    return TagMapError{problems.front().pointer, problems.front().message};
  }
  if (!document.is_object()) {
    return TagMapError{
        "", std::string("the document has to be an object, not ") + document.type_name()};
  }
  return document;
}

}  // namespace

std::variant<TagMap, TagMapError> ReadTagMapJson(std::string_view text, std::string_view variable) {
  auto read = ReadObject(text);
  if (auto* error = std::get_if<TagMapError>(&read)) return std::move(*error);
  const json& document = std::get<json>(read);
  const auto map = document.find(variable);
  if (map == document.end()) {
    return TagMapError{"", "there is no variable \"" + std::string(variable) + "\""};
  }
  const std::string pointer = PointerTo("", variable);
  if (!map->is_object()) {
    return TagMapError{pointer,
                       std::string("the tag map has to be an object, not ") + map->type_name()};
  }
  return FromObject(*map, pointer);
}

std::variant<TagMap, TagMapError> ReadLiveMapJson(std::string_view text,
                                                  std::string_view variable) {
  auto read = ReadObject(text);
  if (auto* error = std::get_if<TagMapError>(&read)) return std::move(*error);
  const json& document = std::get<json>(read);
  const auto map = document.find(variable);
  if (map != document.end() && map->is_object()) return FromObject(*map, PointerTo("", variable));
  return FromObject(document, "");
}

std::string PrintTagMapJson(const TagMap& tags, std::string_view variable) {
  // Bytes that are no UTF-8 can't be JSON; they are shown replaced rather than ending the program.
  const auto quote = [](std::string_view text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  };
  std::string text = "{\n  " + quote(variable) + ": {";
  const char* separator = "\n    ";
  for (const auto& [service, tag] : tags) {
    text += separator + quote(service) + ": " + quote(tag);
    separator = ",\n    ";
  }
  text += tags.empty() ? "}\n}\n" : "\n  }\n}\n";
  return text;
}

}  // namespace deltaplan::tfvars
