#include "tfvars/hcl/value.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace deltaplan::tfvars {

// Here rather than in the header: where they are expanded in place, g++ 12 warns of the members of
// alternatives that are not there.
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

Value::Value(Object members) {
  // Equal names stay in their order, so that the last one is found at the end of its run.
  std::stable_sort(members.begin(), members.end(),
                   [](const Member& a, const Member& b) { return a.name < b.name; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i + 1 < members.size() && members[i + 1].name == members[i].name) continue;
    if (kept != i) members[kept] = std::move(members[i]);
    ++kept;
  }
  members.resize(kept);
  data_ = std::make_shared<const Object>(std::move(members));
}

const Value* Value::Find(std::string_view name) const {
  const Object* members = AsObject();
  if (members == nullptr) return nullptr;
  const auto found = std::lower_bound(
      members->begin(), members->end(), name,
      [](const Member& member, std::string_view wanted) { return member.name < wanted; });
  return found != members->end() && found->name == name ? &found->value : nullptr;
}

bool Value::HasUnknown() const {
  if (const Sequence* items = AsSequence()) {
    return std::any_of(items->begin(), items->end(),
                       [](const Value& item) { return item.HasUnknown(); });
  }
  if (const Object* members = AsObject()) {
    return std::any_of(members->begin(), members->end(),
                       [](const Member& member) { return member.value.HasUnknown(); });
  }
  return IsUnknown();
}

std::optional<std::string> Value::ToString() const {
  if (const std::string* text = AsString()) return *text;
  if (const Number* number = AsNumber()) return number->text();
  if (const bool* boolean = AsBool()) return *boolean ? "true" : "false";
  return std::nullopt;
}

std::optional<Number> Value::ToNumber() const {
  if (const Number* number = AsNumber()) return *number;
  if (const std::string* text = AsString()) return Number::Parse(*text);
  return std::nullopt;
}

std::optional<bool> Value::ToBool() const {
  if (const bool* boolean = AsBool()) return *boolean;
  if (const std::string* text = AsString()) {
    if (*text == "true" || *text == "1") return true;
    if (*text == "false" || *text == "0") return false;
  }
  return std::nullopt;
}

bool Value::operator==(const Value& other) const {
  if (AsSequence() != nullptr && other.AsSequence() != nullptr) {
    return *AsSequence() == *other.AsSequence();
  }
  if (AsObject() != nullptr && other.AsObject() != nullptr) return *AsObject() == *other.AsObject();
  return data_ == other.data_;
}

const char* KindName(const Value& value) {
  if (value.IsNull()) return "null";
  if (value.IsUnknown()) return "a value known only after apply";
  if (value.AsBool() != nullptr) return "a bool";
  if (value.AsNumber() != nullptr) return "a number";
  if (value.AsString() != nullptr) return "a string";
  return value.AsSequence() != nullptr ? "a list" : "an object";
}

bool MayBeOfOneType(const Value& a, const Value& b) {
  if (a.IsUnknown() || b.IsUnknown() || a.IsNull() || b.IsNull()) return true;
  const Value::Sequence* const items = a.AsSequence();
  const Value::Sequence* const others = b.AsSequence();
  if (items != nullptr && others != nullptr) {
    return std::ranges::equal(*items, *others, MayBeOfOneType);
  }
  const Value::Object* const members = a.AsObject();
  const Value::Object* const more = b.AsObject();
  if (members != nullptr && more != nullptr) {
    return std::ranges::equal(
        *members, *more, [](const Value::Member& first, const Value::Member& second) {
          return first.name == second.name && MayBeOfOneType(first.value, second.value);
        });
  }
  return std::string_view(KindName(a)) == KindName(b);
}

std::size_t Weight(const Value& value) {
  std::size_t weight = 1;
  if (const std::string* text = value.AsString()) return weight + text->size() / 4;
  if (const auto* items = value.AsSequence()) {
    for (const Value& item : *items) weight += Weight(item);
  } else if (const auto* members = value.AsObject()) {
    for (const auto& [name, member] : *members) weight += Weight(member) + name.size() / 4;
  }
  return weight;
}

}  // namespace deltaplan::tfvars
