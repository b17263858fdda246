// Functions on texts, and what reads texts.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <tuple>
#include <utility>

#include "tfvars/hcl/csv_value.h"
#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/function_tables.h"
#include "tfvars/hcl/hcl_text.h"
#include "tfvars/hcl/json_syntax.h"
#include "tfvars/hcl/parser.h"
#include "tfvars/hcl/yaml_value.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

using MaybeValue = std::optional<Value>;
using Arguments = std::vector<Value>;
using Sequence = Value::Sequence;

MaybeValue Join(const Arguments& arguments) {
  const std::optional<std::string> separator = arguments[0].ToString();
  Sequence items;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const auto* list = arguments[i].AsSequence();
    if (list == nullptr) return std::nullopt;
    items.insert(items.end(), list->begin(), list->end());
  }
  const auto texts = TextsOf(items);
  if (!separator || !texts) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < texts->size(); ++i) {
    if (i > 0) text += *separator;
    text += (*texts)[i];
  }
  return Value(std::move(text));
}

MaybeValue Split(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts || (*texts)[0].empty()) return std::nullopt;
  const auto& [separator, text] = std::tie((*texts)[0], (*texts)[1]);
  Sequence parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; (at = text.find(separator, begin)) != std::string::npos;
       begin = at + separator.size()) {
    parts.emplace_back(text.substr(begin, at - begin));
  }
  parts.emplace_back(text.substr(begin));
  return Value(std::move(parts));
}

template <char kFirst, char kLast, int kShift>
MaybeValue ShiftCase(const Arguments& arguments) {
  std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  if (!IsAscii(*text)) return Value(Unknown());
  for (char& c : *text) {
    if (c >= kFirst && c <= kLast) c = static_cast<char>(c + kShift);
  }
  return Value(std::move(*text));
}

MaybeValue TrimPrefix(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts) return std::nullopt;
  const auto& [text, prefix] = std::tie((*texts)[0], (*texts)[1]);
  return Value(text.starts_with(prefix) ? text.substr(prefix.size()) : text);
}

MaybeValue TrimSuffix(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts) return std::nullopt;
  const auto& [text, suffix] = std::tie((*texts)[0], (*texts)[1]);
  return Value(text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text);
}

// Every first letter of a word becomes a capital.
MaybeValue Title(const Arguments& arguments) {
  std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  if (!IsAscii(*text)) return Value(Unknown());
  bool in_word = false;
  for (char& c : *text) {
    if (!in_word) c = ToUpper(c);
    in_word = IsLetterOrDigit(c) || c == '_';
  }
  return Value(std::move(*text));
}

MaybeValue StartsWith(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  return texts ? MaybeValue(Value((*texts)[0].starts_with((*texts)[1]))) : std::nullopt;
}

MaybeValue EndsWith(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  return texts ? MaybeValue(Value((*texts)[0].ends_with((*texts)[1]))) : std::nullopt;
}

MaybeValue StrContains(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts) return std::nullopt;
  return Value((*texts)[0].find((*texts)[1]) != std::string::npos);
}

// Without the characters of `cut` at both ends.
Value Trimmed(const std::string& text, std::string_view cut) {
  const std::size_t begin = text.find_first_not_of(cut);
  if (begin == std::string::npos) return Value(std::string());
  return Value(text.substr(begin, text.find_last_not_of(cut) + 1 - begin));
}

MaybeValue Trim(const Arguments& arguments) {
  const auto texts = TextsOf(arguments);
  if (!texts) return std::nullopt;
  if (!IsAscii((*texts)[1])) return Value(Unknown());
  return Trimmed((*texts)[0], (*texts)[1]);
}

MaybeValue TrimSpace(const Arguments& arguments) {
  const std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  if (!IsAscii(*text)) return Value(Unknown());
  return Trimmed(*text, " \t\n\v\f\r");
}

// substr(text, offset, length): an offset below zero counts from the end, a length of -1 is the
// rest.
MaybeValue SubStr(const Arguments& arguments) {
  const std::optional<std::string> text = arguments[0].ToString();
  const std::optional<Number> from = arguments[1].ToNumber();
  const std::optional<Number> count = arguments[2].ToNumber();
  if (!text || !from || !count || !from->AsInteger()) return std::nullopt;
  const std::int64_t offset = from->AsInteger().value_or(0);
  const std::int64_t length = count->AsInteger().value_or(-2);
  if (length < -1) return std::nullopt;
  if (!IsAscii(*text)) return Value(Unknown());
  const auto size = static_cast<std::int64_t>(text->size());
  const std::int64_t begin = offset < 0 ? std::max<std::int64_t>(size + offset, 0) : offset;
  if (begin >= size) return Value(std::string());
  const auto wanted = length < 0 ? std::string::npos : static_cast<std::size_t>(length);
  return Value(text->substr(static_cast<std::size_t>(begin), wanted));
}

// format("%s-%02d", ...): %s, %v, %d with a width, and %%. What else there is has no value here.
MaybeValue Format(const Arguments& arguments) {
  const std::optional<std::string> pattern = arguments[0].ToString();
  if (!pattern) return std::nullopt;
  std::string text;
  std::size_t next = 1;
  for (std::size_t i = 0; i < pattern->size(); ++i) {
    if ((*pattern)[i] != '%') {
      text += (*pattern)[i];
      continue;
    }
    ++i;
    std::size_t width = 0;
    const bool has_zeros = i < pattern->size() && (*pattern)[i] == '0';
    for (; i < pattern->size() && IsDigit((*pattern)[i]) && width < 100; ++i) {
      width = width * 10 + static_cast<std::size_t>((*pattern)[i] - '0');
    }
    const char verb = i < pattern->size() ? (*pattern)[i] : '\0';
    if (verb == '%' && width == 0) {
      text += '%';
      continue;
    }
    if (verb != 's' && verb != 'v' && verb != 'd') return Value(Unknown());
    if (next >= arguments.size()) return std::nullopt;
    const Value& argument = arguments[next++];
    if (argument.AsSequence() != nullptr || argument.AsObject() != nullptr) {
      return verb == 'v' ? MaybeValue(Value(Unknown())) : std::nullopt;
    }
    const std::optional<std::string> piece = argument.ToString();
    if (!piece) return std::nullopt;
    if (verb == 'd') {
      const std::optional<Number> number = argument.ToNumber();
      if (!number) return std::nullopt;
      if (!number->AsInteger() || number->IsNegative()) return Value(Unknown());
    } else if (width > 0) {
      return Value(Unknown());  // it would have to be counted in characters
    }
    if (piece->size() < width) text.append(width - piece->size(), has_zeros ? '0' : ' ');
    text += *piece;
  }
  return next == arguments.size() ? MaybeValue(Value(std::move(text))) : std::nullopt;
}

MaybeValue FormatList(const Arguments& arguments) {
  std::optional<std::size_t> length;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const auto* items = arguments[i].AsSequence();
    if (items == nullptr) continue;
    if (length && *length != items->size()) return std::nullopt;
    length = items->size();
  }
  Sequence texts;
  for (std::size_t at = 0; at < length.value_or(1); ++at) {
    Arguments each = arguments;
    for (Value& argument : each) {
      if (const auto* items = argument.AsSequence()) argument = Value((*items)[at]);
    }
    MaybeValue text = Format(each);
    if (!text || text->IsUnknown()) return text;
    texts.push_back(std::move(*text));
  }
  return Value(std::move(texts));
}

MaybeValue BaseName(const Arguments& arguments) {
  std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  while (text->size() > 1 && text->ends_with('/')) text->pop_back();
  if (text->empty()) return Value(std::string("."));
  return Value(*text == "/" ? *text : text->substr(text->rfind('/') + 1));
}

// The directory that a path leads to, in its shortest form.
MaybeValue DirName(const Arguments& arguments) {
  const std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  std::string directory =
      std::filesystem::path(text->substr(0, text->rfind('/') + 1)).lexically_normal().string();
  if (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  return Value(directory.empty() ? std::string(".") : std::move(directory));
}

// Without the ends of lines behind it.
MaybeValue Chomp(const Arguments& arguments) {
  const std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  return Value(text->substr(0, text->find_last_not_of("\r\n") + 1));
}

// What a file of variables gives: `decode_tfvars` of the provider that is built in.
MaybeValue DecodeTfvars(const Arguments& arguments) {
  const std::string* text = arguments[0].AsString();
  if (text == nullptr) return std::nullopt;
  Diagnostics diagnostics;
  const Source source{"tfvars", *text};
  const Body body = ParseHcl(source, diagnostics);
  if (!diagnostics.empty() || !body.blocks.empty()) return std::nullopt;
  Value::Object variables;
  for (const Attribute& attribute : body.attributes) {
    MaybeValue value = EvaluateConstant(*attribute.expression);
    if (!value) return std::nullopt;
    variables.push_back({attribute.name, *std::move(value)});
  }
  return Value(std::move(variables));
}

// Of the same provider. Neither takes null.
MaybeValue EncodeTfvars(const Arguments& arguments) {
  const auto* variables = arguments[0].AsObject();
  return variables == nullptr ? std::nullopt : VariablesText(*variables);
}
MaybeValue EncodeExpr(const Arguments& arguments) {
  return arguments[0].IsNull() ? std::nullopt : MaybeValue(ExpressionText(arguments[0]));
}

// Any value, and nothing else: so it is read as the one item of a list.
MaybeValue JsonDecode(const Arguments& arguments) {
  const std::string* text = arguments[0].AsString();
  if (text == nullptr) return std::nullopt;
  Diagnostics diagnostics;
  const ExpressionPtr list = ParseJsonSyntax({"json", "[" + *text + "\n]"}, diagnostics);
  if (list == nullptr) return std::nullopt;
  const MaybeValue value = EvaluateConstant(*list);
  const Sequence* items = value ? value->AsSequence() : nullptr;
  if (items == nullptr || items->size() != 1) return std::nullopt;
  return items->front();
}

MaybeValue CsvDecode(const Arguments& arguments) {
  const std::string* text = arguments[0].AsString();
  return text == nullptr ? std::nullopt : ValueOfCsv(*text);
}

MaybeValue YamlDecode(const Arguments& arguments) {
  const std::string* text = arguments[0].AsString();
  return text == nullptr ? std::nullopt : MaybeValue(ValueOfYaml(*text));
}

// Sorted texts, by their bytes as by their characters.
MaybeValue Sort(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  auto texts = items == nullptr ? std::nullopt : TextsOf(*items);
  if (!texts) return std::nullopt;
  std::ranges::sort(*texts);
  Sequence sorted;
  for (std::string& text : *texts) sorted.emplace_back(std::move(text));
  return Value(std::move(sorted));
}

MaybeValue ToText(const Arguments& arguments) {
  if (arguments[0].IsNull()) return Value();
  std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  return Value(std::move(*text));
}

MaybeValue ToTruth(const Arguments& arguments) {
  if (arguments[0].IsNull()) return Value();
  const std::optional<bool> truth = arguments[0].ToBool();
  return truth ? MaybeValue(Value(*truth)) : std::nullopt;
}

MaybeValue ToNumber(const Arguments& arguments) {
  if (arguments[0].IsNull()) return Value();
  const std::optional<Number> number = arguments[0].ToNumber();
  return number ? MaybeValue(Value(*number)) : std::nullopt;
}

constexpr Function kTextFunctions[] = {
    {"::decode_tfvars", 1, 1, DecodeTfvars},
    {"::encode_expr", 1, 1, EncodeExpr},
    {"::encode_tfvars", 1, 1, EncodeTfvars},
    {"basename", 1, 1, BaseName},
    {"chomp", 1, 1, Chomp},
    {"csvdecode", 1, 1, CsvDecode},
    {"dirname", 1, 1, DirName},
    {"endswith", 2, 2, EndsWith},
    {"format", 1, kAnyNumber, Format},
    {"formatlist", 1, kAnyNumber, FormatList},
    {"join", 2, kAnyNumber, Join},
    {"jsondecode", 1, 1, JsonDecode},
    {"lower", 1, 1, ShiftCase<'A', 'Z', 'a' - 'A'>},
    {"sort", 1, 1, Sort},
    {"split", 2, 2, Split},
    {"startswith", 2, 2, StartsWith},
    {"strcontains", 2, 2, StrContains},
    {"substr", 3, 3, SubStr},
    {"title", 1, 1, Title},
    {"tobool", 1, 1, ToTruth},
    {"tonumber", 1, 1, ToNumber},
    {"tostring", 1, 1, ToText},
    {"trim", 2, 2, Trim},
    {"trimprefix", 2, 2, TrimPrefix},
    {"trimspace", 1, 1, TrimSpace},
    {"trimsuffix", 2, 2, TrimSuffix},
    {"upper", 1, 1, ShiftCase<'a', 'z', 'A' - 'a'>},
    {"yamldecode", 1, 1, YamlDecode},
};

}  // namespace

std::span<const Function> TextFunctions() { return kTextFunctions; }

std::optional<std::vector<std::string>> TextsOf(const std::vector<Value>& values) {
  std::vector<std::string> texts;
  for (const Value& value : values) {
    std::optional<std::string> text = value.ToString();
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace deltaplan::tfvars
