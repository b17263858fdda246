// Functions that look for something in a text: RE2, whose syntax Terraform's functions have, too
// (docs/decisions/regex-engines.md).
// Source: Terraform's documentation of them; Go's `Regexp.Expand` for what `$1` stands for.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <re2/re2.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/hcl/function_tables.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

using MaybeValue = std::optional<Value>;
using Arguments = std::vector<Value>;
using Sequence = Value::Sequence;

// Nobody means a longer text as a result.
constexpr std::size_t kMaxText = std::size_t{16} << 20;

// The whole, then each group; what took no part has a null pointer as its data.
using Match = std::vector<re2::StringPiece>;

// One regular expression.
class Pattern {
 public:
  explicit Pattern(std::string_view text)
      : pattern_(re2::StringPiece(text.data(), text.size()), RE2::Quiet) {}

  // What this RE2 does not read, a newer one may.
  bool is_known() const { return pattern_.ok(); }

  // At most `most`, none within or empty at the end of the one before.
  std::vector<Match> Find(std::string_view text, std::size_t most) const {
    const re2::StringPiece whole(text.data(), text.size());
    const auto groups = static_cast<std::size_t>(pattern_.NumberOfCapturingGroups()) + 1;
    std::vector<Match> matches;
    const char* last_end = nullptr;
    for (std::size_t at = 0; at <= whole.size() && matches.size() < most;) {
      Match match(groups);
      if (!pattern_.Match(whole, at, whole.size(), RE2::UNANCHORED, match.data(),
                          static_cast<int>(groups))) {
        break;
      }
      const char* end = match[0].data() + match[0].size();
      const bool is_empty = match[0].empty();
      if (!is_empty || match[0].data() != last_end) matches.push_back(std::move(match));
      last_end = end;
      at = static_cast<std::size_t>(end - whole.data());
      if (is_empty) at += at < whole.size() ? FirstCharacter(text.substr(at)).size : 1;
    }
    return matches;
  }

  // As `regex` gives it: the text, a list of the groups, or an object of them when they have names;
  // nullopt where only some have.
  MaybeValue ValueOf(const Match& match) const {
    if (match.size() == 1) return TextOf(match[0]);
    const std::map<int, std::string>& names = pattern_.CapturingGroupNames();
    if (names.empty()) {
      Sequence groups;
      for (std::size_t i = 1; i < match.size(); ++i) groups.push_back(TextOf(match[i]));
      return Value(std::move(groups));
    }
    if (names.size() + 1 != match.size()) return std::nullopt;
    Value::Object members;
    for (const auto& [number, name] : names) {
      members.push_back({name, TextOf(match[static_cast<std::size_t>(number)])});
    }
    return Value(std::move(members));
  }

  // "$1", "${name}" and "$$" in a replacement.
  std::string Expand(std::string_view replacement, const Match& match) const {
    std::string text;
    while (true) {
      const std::size_t sign = std::min(replacement.find('$'), replacement.size());
      text += replacement.substr(0, sign);
      replacement.remove_prefix(sign);
      if (replacement.empty()) return text;
      replacement.remove_prefix(1);
      if (replacement.starts_with('$')) {
        text += '$';
        replacement.remove_prefix(1);
        continue;
      }
      const bool has_braces = replacement.starts_with('{');
      std::size_t end = has_braces ? 1 : 0;
      const std::size_t begin = end;
      while (end < replacement.size() &&
             (IsLetterOrDigit(replacement[end]) || replacement[end] == '_'))
        ++end;
      const bool is_whole = !has_braces || (end < replacement.size() && replacement[end] == '}');
      if (end == begin || !is_whole) {
        text += '$';  // it names nothing
        continue;
      }
      AppendGroup(replacement.substr(begin, end - begin), match, text);
      replacement.remove_prefix(has_braces ? end + 1 : end);
    }
  }

 private:
  static Value TextOf(const re2::StringPiece& piece) {
    return piece.data() == nullptr ? Value() : Value(NormalFormC(std::string(piece)));
  }

  void AppendGroup(std::string_view name, const Match& match, std::string& text) const {
    std::size_t number = 0;
    for (const char c : name) {
      if (!IsDigit(c) || number > match.size()) {
        const auto& numbers = pattern_.NamedCapturingGroups();
        const auto found = numbers.find(std::string(name));
        if (found == numbers.end()) return;
        number = static_cast<std::size_t>(found->second);
        break;
      }
      number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    if (number < match.size()) text.append(match[number].data(), match[number].size());
  }

  RE2 pattern_;
};

// regex("pattern", text): the first match.
MaybeValue Regex(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts) return std::nullopt;
  const Pattern pattern((*texts)[0]);
  if (!pattern.is_known()) return Value(Unknown());
  const std::vector<Match> matches = pattern.Find((*texts)[1], 1);
  return matches.empty() ? std::nullopt : pattern.ValueOf(matches.front());
}

MaybeValue RegexAll(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts) return std::nullopt;
  const Pattern pattern((*texts)[0]);
  if (!pattern.is_known()) return Value(Unknown());
  Sequence values;
  for (const Match& match : pattern.Find((*texts)[1], SIZE_MAX)) {
    MaybeValue value = pattern.ValueOf(match);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  return Value(std::move(values));
}

MaybeValue ReplacePattern(std::string_view text, std::string_view what,
                          std::string_view replacement) {
  const Pattern pattern(what);
  if (!pattern.is_known()) return Value(Unknown());
  std::string result;
  std::size_t begin = 0;
  for (const Match& match : pattern.Find(text, SIZE_MAX)) {
    const auto at = static_cast<std::size_t>(match[0].data() - text.data());
    result += text.substr(begin, at - begin);
    result += pattern.Expand(replacement, match);
    if (result.size() > kMaxText) return Value(Unknown());
    begin = at + match[0].size();
  }
  result += text.substr(begin);
  return Value(NormalFormC(std::move(result)));
}

// replace(text, "literal", replacement), or replace(text, "/pattern/", replacement).
MaybeValue Replace(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts) return std::nullopt;
  const std::string& text = (*texts)[0];
  const std::string& what = (*texts)[1];
  if (what.empty()) return Value(Unknown());
  if (what.size() > 1 && what.front() == '/' && what.back() == '/') {
    return ReplacePattern(text, std::string_view(what).substr(1, what.size() - 2), (*texts)[2]);
  }
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at = 0; (at = text.find(what, begin)) != std::string::npos;
       begin = at + what.size()) {
    result.append(text, begin, at - begin).append((*texts)[2]);
    if (result.size() > kMaxText) return Value(Unknown());
  }
  return Value(std::move(result.append(text, begin)));
}

constexpr Function kPatternFunctions[] = {
    {"regex", 2, 2, Regex},
    {"regexall", 2, 2, RegexAll},
    {"replace", 3, 3, Replace},
};

}  // namespace

std::span<const Function> PatternFunctions() { return kPatternFunctions; }

}  // namespace deltaplan::tfvars
