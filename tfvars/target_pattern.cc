// A pattern is read from left to right, one part of the address at a time: steps (names between
// dots) and the keys in brackets behind them. Placeholders are filled in on the way, so a value
// can never end the part that it stands in.
#include "tfvars/target_pattern.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>

namespace deltaplan::tfvars {
namespace {

struct CodeRange {
  char32_t first;
  char32_t last;
};

// Unicode 14: control, format and private characters, and all white space but the plain blank.
// Terraform prints these as \u or \U escapes.
constexpr CodeRange kUnprintable[] = {
    {0x0, 0x1F},        {0x7F, 0xA0},       {0xAD, 0xAD},       {0x600, 0x605},
    {0x61C, 0x61C},     {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},
    {0x8E2, 0x8E2},     {0x1680, 0x1680},   {0x180E, 0x180E},   {0x2000, 0x200F},
    {0x2028, 0x202F},   {0x205F, 0x2064},   {0x2066, 0x206F},   {0x3000, 0x3000},
    {0xE000, 0xF8FF},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x13438}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0001, 0xE0001}, {0xE0020, 0xE007F}, {0xF0000, 0xFFFFD}, {0x100000, 0x10FFFD},
};

bool IsPrintable(char32_t code) {
  const CodeRange* range =
      std::ranges::lower_bound(kUnprintable, code, {}, [](const CodeRange& r) { return r.last; });
  return range == std::end(kUnprintable) || code < range->first;
}

// The character at the front of `text`, which is not empty. A byte that begins none is returned as
// the printable U+FFFD of size 1.
std::pair<char32_t, std::size_t> Decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
  if (size == 1 || text.size() < size) return {0xFFFD, 1};
  char32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0xFFFD, 1};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  return {code, size};
}

std::string UnicodeEscape(char32_t code) {
  std::array<char, 16> escape{};
  std::snprintf(escape.data(), escape.size(), code < 0x10000 ? "\\u%04x" : "\\U%08x",
                static_cast<unsigned>(code));
  return escape.data();
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsNameCharacter(char c) { return IsLetter(c) || IsDigit(c) || c == '_' || c == '-'; }

// What may follow a backslash in a key, and what the two stand for.
constexpr std::string_view kEscapes = "nrt\"\\";
constexpr std::string_view kEscaped = "\n\r\t\"\\";

std::string Quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

class Expander {
 public:
  Expander(std::string_view pattern, const std::map<std::string, std::string>& values)
      : rest_(pattern), values_(values) {}

  std::variant<std::string, TargetPatternError> Expand() && {
    while (ReadStep() && !rest_.empty() && !error_) {
      if (rest_.front() != '.') {
        Fail("unexpected " + Quoted(rest_.substr(0, 1)) + ": steps are separated by dots");
        break;
      }
      address_ += '.';
      rest_.remove_prefix(1);
    }
    if (!error_) CheckShape();
    if (error_) return TargetPatternError{std::move(*error_)};
    return std::move(address_);
  }

 private:
  struct Step {
    std::string name;
    bool has_key = false;
  };

  bool Fail(std::string message) {
    if (!error_) error_ = std::move(message);
    return false;
  }

  // A name, and the key behind it if there is one.
  bool ReadStep() {
    Step step;
    while (!rest_.empty() && rest_.front() != '.' && rest_.front() != '[') {
      if (rest_.front() != '{') {
        step.name += rest_.front();
        rest_.remove_prefix(1);
      } else {
        const std::optional<std::string> value = ReadPlaceholder();
        if (!value) return false;
        step.name += *value;
      }
    }
    if (step.name.empty()) return Fail("an address can't have an empty step");
    if (!std::ranges::all_of(step.name, IsNameCharacter)) {
      return Fail(Quoted(step.name) +
                  " can't stand outside of quotes: a step holds letters, digits, \"_\" and \"-\"");
    }
    if (!IsLetter(step.name.front()) && step.name.front() != '_') {
      return Fail(Quoted(step.name) + " is no name: a step begins with a letter or \"_\"");
    }
    address_ += step.name;
    if (!rest_.empty() && rest_.front() == '[') {
      step.has_key = true;
      if (!ReadKey()) return false;
    }
    steps_.push_back(std::move(step));
    return true;
  }

  bool ReadKey() {
    address_ += '[';
    rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.front() == '"') {
      if (!ReadQuoted()) return false;
    } else {
      const auto end = std::ranges::find_if_not(rest_, IsDigit);
      const auto digits = static_cast<std::size_t>(end - rest_.begin());
      if (digits == 0) return Fail("an instance key is a number or a string in double quotes");
      address_ += rest_.substr(0, digits);
      rest_.remove_prefix(digits);
    }
    if (rest_.empty() || rest_.front() != ']') return Fail("an instance key ends with \"]\"");
    address_ += ']';
    rest_.remove_prefix(1);
    return true;
  }

  // A quoted string: read as HCL, filled in, and written as HCL again.
  bool ReadQuoted() {
    rest_.remove_prefix(1);
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '{') {
        const std::optional<std::string> value = ReadPlaceholder();
        if (!value) return false;
        text += *value;
      } else if (rest_.starts_with("$${") || rest_.starts_with("%%{")) {
        text += rest_.substr(1, 2);
        rest_.remove_prefix(3);
      } else if (rest_.starts_with("${") || rest_.starts_with("%{")) {
        return Fail("a template has no place in an address; write {service}, without " +
                    Quoted(rest_.substr(0, 1)));
      } else if (rest_.front() == '\\') {
        const std::size_t escape = rest_.size() < 2 ? kEscapes.npos : kEscapes.find(rest_[1]);
        if (escape == kEscapes.npos) {
          return Fail(Quoted(rest_.substr(0, 2)) + " is no escape; write the character itself");
        }
        text += kEscaped[escape];
        rest_.remove_prefix(2);
      } else {
        text += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    if (rest_.empty()) return Fail("a double quote is missing");
    rest_.remove_prefix(1);
    address_ += '"' + EscapeHclString(text) + '"';
    return true;
  }

  std::optional<std::string> ReadPlaceholder() {
    const std::size_t close = rest_.find('}');
    if (close == std::string_view::npos) {
      Fail("a placeholder is not closed: '}' is missing");
      return std::nullopt;
    }
    const std::string name(rest_.substr(1, close - 1));
    const auto value = values_.find(name);
    if (value == values_.end()) {
      std::string known;
      for (const auto& [each, ignored] : values_)
        known += (known.empty() ? "{" : ", {") + each + "}";
      Fail("there is no value for {" + name + "} here; known: " + known);
      return std::nullopt;
    }
    rest_.remove_prefix(close + 1);
    return value->second;
  }

  // module.<name>[key] any number of times, then a resource: <type>.<name>[key]. One of both may
  // be missing.
  void CheckShape() {
    std::size_t at = 0;
    while (at < steps_.size() && steps_[at].name == "module") {
      if (steps_[at].has_key || at + 1 == steps_.size()) {
        Fail("\"module\" is followed by a module's name");
        return;
      }
      at += 2;
    }
    if (at == steps_.size()) return;
    if (steps_[at].name == "data") {
      Fail("a data source is nothing to target");
    } else if (steps_.size() - at != 2 || steps_[at].has_key) {
      Fail("a resource is written <type>.<name>, or <type>.<name>[<key>]");
    }
  }

  std::string_view rest_;
  const std::map<std::string, std::string>& values_;
  std::string address_;
  std::vector<Step> steps_;
  std::optional<std::string> error_;
};

}  // namespace

std::string EscapeHclString(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const auto [code, size] = Decode(text);
    const std::string_view character = text.substr(0, size);
    text.remove_prefix(size);
    switch (code) {
      case '\n':
        escaped += "\\n";
        break;
      case '\r':
        escaped += "\\r";
        break;
      case '\t':
        escaped += "\\t";
        break;
      case '"':
      case '\\':
        escaped += '\\';
        escaped += character;
        break;
      case '$':
      case '%':
        escaped += character;
        if (text.starts_with('{')) escaped += character;
        break;
      default:
        escaped += IsPrintable(code) ? std::string(character) : UnicodeEscape(code);
    }
  }
  return escaped;
}

std::variant<std::string, TargetPatternError> ExpandTargetPattern(
    std::string_view pattern, const std::map<std::string, std::string>& values) {
  return Expander(pattern, values).Expand();
}

}  // namespace deltaplan::tfvars
