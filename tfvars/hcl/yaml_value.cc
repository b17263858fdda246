#include "tfvars/hcl/yaml_value.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "documents/yaml.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

constexpr std::array<std::string_view, 11> kTrue{"y",    "Y",    "yes", "Yes", "YES", "true",
                                                 "True", "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 11> kFalse{"n",     "N",     "no",  "No",  "NO", "false",
                                                  "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> kNull{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> kInfinity{".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> kNotANumber{".nan", ".NaN", ".NAN"};

bool IsOneOf(std::string_view text, const auto& words) {
  return std::ranges::find(words, text) != words.end();
}

std::string_view WithoutSign(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text;
}

// [0-9]+, and takes it.
bool TakeDigits(std::string_view& text) {
  const std::size_t end =
      static_cast<std::size_t>(std::ranges::find_if_not(text, IsDigit) - text.begin());
  text.remove_prefix(end);
  return end > 0;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool IsDecimal(std::string_view text) {
  text = WithoutSign(text);
  const bool is_whole = TakeDigits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!TakeDigits(text) && !is_whole) return false;
  } else if (!is_whole) {
    return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text = WithoutSign(text.substr(1));
    return TakeDigits(text) && text.empty();
  }
  return text.empty();
}

// What versions of Terraform don't read alike, or what has a form of its own.
bool IsDisputed(std::string_view text) {
  const std::string_view number = WithoutSign(text);
  if (IsOneOf(number, kInfinity) || IsOneOf(text, kNotANumber)) return true;
  if (number.empty() || !IsDigit(number.front())) return false;
  const bool is_date =
      text.size() > 4 && text[4] == '-' && std::ranges::all_of(text.substr(0, 4), IsDigit);
  const bool has_base = number.size() > 1 && number.front() == '0' && IsLetter(number[1]);
  std::string joined(text);
  std::erase(joined, '_');
  return is_date || has_base || (joined.size() < text.size() && IsDecimal(joined));
}

Value OfPlain(std::string_view text) {
  if (IsOneOf(text, kNull)) return Value();
  if (IsOneOf(text, kTrue)) return Value(true);
  if (IsOneOf(text, kFalse)) return Value(false);
  if (IsDisputed(text)) return Value(Unknown());
  if (!IsDecimal(text)) return Value(NormalFormC(std::string(text)));
  const std::optional<Number> number = Number::Parse(text);
  return number ? Value(*number) : Value(Unknown());
}

Value Of(const documents::Value& value) {
  if (value.IsMap()) {
    Value::Object members;
    for (const auto& [name, member] : value.members()) {
      // A plain name would become a text of what it means, and nobody knows whether it was plain.
      Value key = OfPlain(name);
      if (key.AsString() == nullptr) return Value(Unknown());
      members.push_back({*key.AsString(), Of(member)});
    }
    return Value(std::move(members));
  }
  if (value.IsList()) {
    Value::Sequence items;
    for (const documents::Value item : value.items()) items.push_back(Of(item));
    return Value(std::move(items));
  }
  if (value.kind() == documents::Kind::kPlain) return OfPlain(value.text());
  return value.Exists() ? Value(NormalFormC(value.str())) : Value();
}

}  // namespace

Value ValueOfYaml(std::string_view text) {
  const auto read = documents::ReadYaml(text, documents::YamlReferences::kInOrder);
  const auto* document = std::get_if<documents::Document>(&read);
  return document == nullptr ? Value(Unknown()) : Of(document->root());
}

}  // namespace deltaplan::tfvars
