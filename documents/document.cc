#include "documents/document.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace deltaplan::documents {
namespace {

void AppendQuoted(std::string_view text, std::string& to) {
  to += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') to += '\\';
    to += c;
  }
  to += '"';
}

// Whether YAML might take it for something other than a text.
bool LooksTyped(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "true" || text == "false")
    return true;
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of("0123456789.+-eE_xo") == std::string_view::npos;
}

void AppendCanonical(const Value& value, std::span<const std::string_view> without,
                     std::string& to) {
  switch (value.kind()) {
    case Kind::kAbsent:
      return;
    case Kind::kMap: {
      std::vector<std::pair<std::string_view, Value>> members;
      members.reserve(value.size());
      for (const auto& member : value.members()) {
        if (std::ranges::find(without, member.first) == without.end()) members.push_back(member);
      }
      std::ranges::stable_sort(members, {}, &std::pair<std::string_view, Value>::first);
      to += '{';
      for (const auto& [name, member] : members) {
        if (to.back() != '{') to += ',';
        AppendQuoted(name, to);
        to += ':';
        AppendCanonical(member, {}, to);
      }
      to += '}';
      return;
    }
    case Kind::kList: {
      to += '[';
      for (const Value item : value.items()) {
        if (to.back() != '[') to += ',';
        AppendCanonical(item, {}, to);
      }
      to += ']';
      return;
    }
    case Kind::kString:
      AppendQuoted(value.text(), to);
      return;
    case Kind::kPlain:
      if (!LooksTyped(value.text())) {
        AppendQuoted(value.text(), to);
        return;
      }
      [[fallthrough]];
    case Kind::kNull:
    case Kind::kBool:
    case Kind::kNumber:
      to += value.text();
      return;
  }
}

}  // namespace

std::string CanonicalText(const Value& value, std::span<const std::string_view> without) {
  std::string text;
  AppendCanonical(value, without, text);
  return text;
}

Value Value::operator[](std::string_view name) const {
  Value found;
  for (const auto& [key, value] : members()) {
    if (key == name) found = value;
  }
  return found;
}

Members Value::members() const { return Members(IsMap() ? node_ : nullptr); }
Items Value::items() const { return Items(IsList() ? node_ : nullptr); }

bool SameContent(const Value& left, const Value& right) {
  if (left.kind() != right.kind() || left.size() != right.size()) return false;
  if (left.IsMap()) {
    for (const auto& [key, value] : left.members()) {
      const Value other = right[key];
      if (!other.Exists() || !SameContent(left[key], other)) return false;
    }
    return true;
  }
  if (left.IsList()) {
    Items::Iterator other = right.items().begin();
    for (const Value item : left.items()) {
      if (!SameContent(item, *other)) return false;
      ++other;
    }
    return true;
  }
  return left.text() == right.text();
}

bool HasConflictMarkers(std::string_view text) {
  constexpr std::string_view kOurs = "<<<<<<< ";
  for (std::size_t at = text.find(kOurs); at != std::string_view::npos;
       at = text.find(kOurs, at + 1)) {
    if (at == 0 || text[at - 1] == '\n') return true;
  }
  return false;
}

}  // namespace deltaplan::documents
