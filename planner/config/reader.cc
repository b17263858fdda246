#include "planner/config/reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "planner/text/nearest_word.h"

namespace deltaplan::planner {

using tfvars::JsonMember;
using tfvars::JsonValue;

void ConfigNode::Problem(std::string message, std::string advice) const {
  reading_->problems.push_back({pointer_, std::move(message), std::move(advice)});
}

void ConfigNode::WrongType(std::string_view expected) const {
  Problem(fmt::format("Expected {}, not {}", expected, tfvars::JsonKindName(value_->kind)));
}

std::optional<std::string> ConfigNode::UnknownWord(std::string message, std::string_view word,
                                                   const std::vector<std::string>& known) const {
  std::optional<std::string> nearest = NearestWord(word, known);
  Problem(std::move(message), nearest
                                  ? fmt::format("Did you mean \"{}\"?", *nearest)
                                  : fmt::format("Known here: \"{}\".", fmt::join(known, "\", \"")));
  return nearest;
}

ConfigNode ConfigNode::Member(std::string_view name, const JsonValue& value) const {
  return {value, tfvars::JsonPointerTo(pointer_, name), *reading_};
}

ConfigNode ConfigNode::Element(std::size_t index) const {
  return Member(std::to_string(index), value_->items[index]);
}

std::optional<std::string> ReadString(const ConfigNode& node) {
  if (!node.Is(ConfigNode::Kind::kString)) {
    node.WrongType("a string");
    return std::nullopt;
  }
  if (node.value().string.empty()) {
    node.Problem("The string is empty");
    return std::nullopt;
  }
  return node.value().string;
}

std::optional<bool> ReadBool(const ConfigNode& node) {
  if (node.Is(ConfigNode::Kind::kBool)) return node.value().boolean;
  node.WrongType("true or false");
  return std::nullopt;
}

std::optional<std::vector<std::string>> ReadStrings(const ConfigNode& node) {
  return ReadList(node, ReadString);
}

std::optional<ConfigNode> ConfigObject::Find(std::string_view key) {
  if (known_.empty()) known_.reserve(12);
  if (std::ranges::find(known_, key) == known_.end()) known_.push_back(key);
  const JsonValue* member = node_.value().Find(key);
  if (member == nullptr) return std::nullopt;
  return node_.Member(key, *member);
}

std::optional<ConfigNode> ConfigObject::Require(std::string_view key, std::string_view example) {
  RequireOneOf({key}, fmt::format("The key \"{}\" is missing", key),
               fmt::format("Add {}.", example));
  return Find(key);
}

void ConfigObject::RequireOneOf(std::vector<std::string_view> keys, std::string message,
                                std::string advice) {
  if (std::ranges::any_of(keys, [&](std::string_view key) { return Find(key).has_value(); })) {
    return;
  }
  lacks_.push_back({std::move(keys), std::move(message), std::move(advice)});
}

void ConfigObject::RefuseOtherKeys() {
  for (const JsonMember& member : node_.value().members) {
    if (std::ranges::find(known_, member.name) != known_.end()) continue;
    const std::optional<std::string> meant =
        node_.Member(member.name, member.value)
            .UnknownWord(fmt::format("Unknown key \"{}\"", member.name), member.name,
                         {known_.begin(), known_.end()});
    if (!meant) continue;
    std::erase_if(lacks_, [&](const Lack& lack) {
      return std::ranges::find(lack.keys, *meant) != lack.keys.end();
    });
  }
  for (Lack& lack : lacks_) node_.Problem(std::move(lack.message), std::move(lack.advice));
}

std::optional<ConfigObject> ReadObject(const ConfigNode& node, std::string_view expected) {
  if (node.Is(ConfigNode::Kind::kObject)) return ConfigObject(node);
  node.WrongType(expected);
  return std::nullopt;
}

}  // namespace deltaplan::planner
