#include "documents/document.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace deltaplan::documents {
namespace {

void AppendQuoted(std::string_view text, std::string& to) {
  to += '"';
  if (text.find('"') == std::string_view::npos && text.find('\\') == std::string_view::npos) {
    to += text;
    to += '"';
    return;
  }
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
  constexpr std::string_view kOfNumbers = "0123456789.+-eE_xo";
  if (kOfNumbers.find(text.front()) == std::string_view::npos) return false;
  return text.find_first_of("0123456789") != std::string_view::npos &&
         text.find_first_not_of(kOfNumbers) == std::string_view::npos;
}

void AppendCanonical(const Value& value, std::span<const std::string_view> without,
                     std::string& to);

using Member = std::pair<std::string_view, Value>;

void AppendMember(const Member& member, std::string& to) {
  if (to.back() != '{') to += ',';
  AppendQuoted(member.first, to);
  to += ':';
  AppendCanonical(member.second, {}, to);
}

// Programs sort what they write: then nothing has to be gathered.
void AppendMembers(const Value& map, std::span<const std::string_view> without, std::string& to) {
  const auto counts = [&](const Member& member) {
    return std::ranges::find(without, member.first) == without.end();
  };
  bool is_sorted = true;
  std::string_view before;
  for (const Member member : map.members()) {
    is_sorted = is_sorted && before <= member.first;
    before = member.first;
  }
  to += '{';
  if (is_sorted) {
    for (const Member member : map.members()) {
      if (counts(member)) AppendMember(member, to);
    }
  } else {
    std::vector<Member> members;
    for (const Member member : map.members()) {
      if (counts(member)) members.push_back(member);
    }
    std::ranges::stable_sort(members, {}, &Member::first);
    for (const Member& member : members) AppendMember(member, to);
  }
  to += '}';
}

void AppendCanonical(const Value& value, std::span<const std::string_view> without,
                     std::string& to) {
  switch (value.kind()) {
    case Kind::kAbsent:
      return;
    case Kind::kMap:
      AppendMembers(value, without, to);
      return;
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

void AppendCanonicalText(const Value& value, std::span<const std::string_view> without,
                         std::string& to) {
  AppendCanonical(value, without, to);
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
