#include "tfvars/hcl/functions.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

namespace deltaplan::tfvars {
namespace {

using MaybeValue = std::optional<Value>;
using Arguments = std::vector<Value>;
using Sequence = Value::Sequence;

// Sorted texts, each once: a set of strings.
std::optional<Sequence> AsSet(const Value& value) {
  const Sequence* items = value.AsSequence();
  if (items == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const Value& item : *items) {
    std::optional<std::string> text = item.ToString();
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  Sequence set;
  for (std::string& text : texts) set.emplace_back(std::move(text));
  return set;
}

bool Contains(const Sequence& items, const Value& value) {
  return std::find(items.begin(), items.end(), value) != items.end();
}

MaybeValue ToSet(const Arguments& arguments) {
  std::optional<Sequence> set = AsSet(arguments[0]);
  if (!set) return std::nullopt;
  return Value(std::move(*set));
}

MaybeValue ToList(const Arguments& arguments) {
  return arguments[0].AsSequence() != nullptr ? MaybeValue(arguments[0]) : std::nullopt;
}

MaybeValue ToMap(const Arguments& arguments) {
  return arguments[0].AsObject() != nullptr ? MaybeValue(arguments[0]) : std::nullopt;
}

MaybeValue ToText(const Arguments& arguments) {
  if (arguments[0].IsNull()) return Value();
  std::optional<std::string> text = arguments[0].ToString();
  if (!text) return std::nullopt;
  return Value(std::move(*text));
}

MaybeValue Keys(const Arguments& arguments) {
  const auto* members = arguments[0].AsObject();
  if (members == nullptr) return std::nullopt;
  Sequence keys;
  for (const auto& member : *members) keys.emplace_back(member.name);
  return Value(std::move(keys));
}

MaybeValue Values(const Arguments& arguments) {
  const auto* members = arguments[0].AsObject();
  if (members == nullptr) return std::nullopt;
  Sequence values;
  for (const auto& member : *members) values.push_back(member.value);
  return Value(std::move(values));
}

MaybeValue Merge(const Arguments& arguments) {
  Value::Object all;
  for (const Value& argument : arguments) {
    if (argument.IsNull()) continue;
    const auto* members = argument.AsObject();
    if (members == nullptr) return std::nullopt;
    all.insert(all.end(), members->begin(), members->end());
  }
  return Value(std::move(all));
}

MaybeValue Concat(const Arguments& arguments) {
  Sequence all;
  for (const Value& argument : arguments) {
    const auto* items = argument.AsSequence();
    if (items == nullptr) return std::nullopt;
    all.insert(all.end(), items->begin(), items->end());
  }
  return Value(std::move(all));
}

void FlattenInto(const Sequence& items, Sequence& all) {
  for (const Value& item : items) {
    if (const auto* inner = item.AsSequence()) {
      FlattenInto(*inner, all);
    } else {
      all.push_back(item);
    }
  }
}

MaybeValue Flatten(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  Sequence all;
  FlattenInto(*items, all);
  return Value(std::move(all));
}

MaybeValue Distinct(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  Sequence kept;
  for (const Value& item : *items) {
    if (!Contains(kept, item)) kept.push_back(item);
  }
  return Value(std::move(kept));
}

MaybeValue Compact(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  Sequence kept;
  for (const Value& item : *items) {
    if (!item.IsNull() && item != Value(std::string())) kept.push_back(item);
  }
  return Value(std::move(kept));
}

// Of the first set's elements those that `keep` wants, given how many of the others have them.
template <typename Keep>
MaybeValue FilterSet(const Arguments& arguments, Keep keep) {
  std::vector<Sequence> sets;
  for (const Value& argument : arguments) {
    std::optional<Sequence> set = AsSet(argument);
    if (!set) return std::nullopt;
    sets.push_back(std::move(*set));
  }
  Sequence kept;
  for (const Value& item : sets.front()) {
    const auto others = std::count_if(sets.begin() + 1, sets.end(),
                                      [&](const Sequence& set) { return Contains(set, item); });
    if (keep(static_cast<std::size_t>(others))) kept.push_back(item);
  }
  return Value(std::move(kept));
}

MaybeValue SetUnion(const Arguments& arguments) {
  const MaybeValue all = Concat(arguments);
  return all ? ToSet({*all}) : std::nullopt;
}

MaybeValue SetIntersection(const Arguments& arguments) {
  return FilterSet(arguments, [&](std::size_t others) { return others + 1 == arguments.size(); });
}

MaybeValue SetSubtract(const Arguments& arguments) {
  return FilterSet(arguments, [](std::size_t others) { return others == 0; });
}

MaybeValue Lookup(const Arguments& arguments) {
  const std::string* name = arguments[1].AsString();
  if (arguments[0].AsObject() == nullptr || name == nullptr) return std::nullopt;
  if (const Value* found = arguments[0].Find(*name)) return *found;
  return arguments.size() > 2 ? MaybeValue(arguments[2]) : std::nullopt;
}

MaybeValue ContainsItem(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  return Value(Contains(*items, arguments[1]));
}

MaybeValue Length(const Arguments& arguments) {
  if (const auto* items = arguments[0].AsSequence()) {
    return Value(Number(static_cast<std::int64_t>(items->size())));
  }
  if (const auto* members = arguments[0].AsObject()) {
    return Value(Number(static_cast<std::int64_t>(members->size())));
  }
  return std::nullopt;
}

MaybeValue Coalesce(const Arguments& arguments) {
  for (const Value& argument : arguments) {
    if (!argument.IsNull() && argument != Value(std::string())) return argument;
  }
  return std::nullopt;
}

MaybeValue ZipMap(const Arguments& arguments) {
  const auto* keys = arguments[0].AsSequence();
  const auto* values = arguments[1].AsSequence();
  if (keys == nullptr || values == nullptr || keys->size() != values->size()) return std::nullopt;
  Value::Object members;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    std::optional<std::string> name = (*keys)[i].ToString();
    if (!name) return std::nullopt;
    members.push_back({std::move(*name), (*values)[i]});
  }
  return Value(std::move(members));
}

// The texts of all arguments, or nothing.
std::optional<std::vector<std::string>> Texts(const Arguments& arguments) {
  std::vector<std::string> texts;
  for (const Value& argument : arguments) {
    std::optional<std::string> text = argument.ToString();
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

MaybeValue Join(const Arguments& arguments) {
  const std::optional<std::string> separator = arguments[0].ToString();
  const MaybeValue items = Concat(Arguments(arguments.begin() + 1, arguments.end()));
  if (!separator || !items) return std::nullopt;
  const auto texts = Texts(*items->AsSequence());
  if (!texts) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < texts->size(); ++i) {
    if (i > 0) text += *separator;
    text += (*texts)[i];
  }
  return Value(std::move(text));
}

MaybeValue Split(const Arguments& arguments) {
  const auto texts = Texts(arguments);
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

// Nobody means a longer text as a result.
constexpr std::size_t kMaxText = std::size_t{16} << 20;

// replace(text, "literal", replacement); /regular expressions/ are not evaluated here.
MaybeValue Replace(const Arguments& arguments) {
  const auto texts = Texts(arguments);
  if (!texts) return std::nullopt;
  const std::string& what = (*texts)[1];
  if (what.empty() || (what.size() > 1 && what.front() == '/' && what.back() == '/')) {
    return std::nullopt;
  }
  const std::string& text = (*texts)[0];
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at = 0; (at = text.find(what, begin)) != std::string::npos;
       begin = at + what.size()) {
    result.append(text, begin, at - begin).append((*texts)[2]);
    if (result.size() > kMaxText) return Value(Unknown());
  }
  return Value(std::move(result.append(text, begin)));
}

// Case of other than ASCII letters is not changed here, so such text has no value.
template <char kFirst, char kLast, int kShift>
MaybeValue ShiftCase(const Arguments& arguments) {
  std::optional<std::string> text = arguments[0].ToString();
  if (!text || std::ranges::any_of(*text, [](char c) { return (c & 0x80) != 0; })) {
    return std::nullopt;
  }
  for (char& c : *text) {
    if (c >= kFirst && c <= kLast) c = static_cast<char>(c + kShift);
  }
  return Value(std::move(*text));
}

MaybeValue TrimPrefix(const Arguments& arguments) {
  const auto texts = Texts(arguments);
  if (!texts) return std::nullopt;
  const auto& [text, prefix] = std::tie((*texts)[0], (*texts)[1]);
  return Value(text.starts_with(prefix) ? text.substr(prefix.size()) : text);
}

MaybeValue TrimSuffix(const Arguments& arguments) {
  const auto texts = Texts(arguments);
  if (!texts) return std::nullopt;
  const auto& [text, suffix] = std::tie((*texts)[0], (*texts)[1]);
  return Value(text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text);
}

struct Function {
  std::string_view name;
  std::size_t least;  // arguments
  std::size_t most;
  MaybeValue (*call)(const Arguments&);
};

constexpr std::size_t kAny = SIZE_MAX;
constexpr Function kFunctions[] = {
    {"coalesce", 1, kAny, Coalesce},
    {"compact", 1, 1, Compact},
    {"concat", 1, kAny, Concat},
    {"contains", 2, 2, ContainsItem},
    {"distinct", 1, 1, Distinct},
    {"flatten", 1, 1, Flatten},
    {"join", 2, kAny, Join},
    {"keys", 1, 1, Keys},
    {"length", 1, 1, Length},
    {"lookup", 2, 3, Lookup},
    {"lower", 1, 1, ShiftCase<'A', 'Z', 'a' - 'A'>},
    {"merge", 0, kAny, Merge},
    {"replace", 3, 3, Replace},
    {"setintersection", 1, kAny, SetIntersection},
    {"setsubtract", 2, 2, SetSubtract},
    {"setunion", 1, kAny, SetUnion},
    {"split", 2, 2, Split},
    {"tolist", 1, 1, ToList},
    {"tomap", 1, 1, ToMap},
    {"toset", 1, 1, ToSet},
    {"tostring", 1, 1, ToText},
    {"trimprefix", 2, 2, TrimPrefix},
    {"trimsuffix", 2, 2, TrimSuffix},
    {"upper", 1, 1, ShiftCase<'a', 'z', 'A' - 'a'>},
    {"values", 1, 1, Values},
    {"zipmap", 2, 2, ZipMap},
};

}  // namespace

bool HasFunction(std::string_view name) {
  return std::ranges::find(kFunctions, name, &Function::name) != std::end(kFunctions);
}

std::optional<Value> CallFunction(std::string_view name, const std::vector<Value>& arguments) {
  const auto* function = std::ranges::find(kFunctions, name, &Function::name);
  if (function == std::end(kFunctions) || arguments.size() < function->least ||
      arguments.size() > function->most) {
    return std::nullopt;
  }
  return function->call(arguments);
}

}  // namespace deltaplan::tfvars
