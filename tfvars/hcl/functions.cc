#include "tfvars/hcl/functions.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "tfvars/hcl/function_tables.h"
#include "tfvars/text/sorted.h"

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
  SortWithoutDoubles(texts);
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
  // An unknown element may be a list.
  if (std::ranges::any_of(all, &Value::IsUnknown)) return Value(Unknown());
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
  if (arguments[0].IsUnknown() || arguments[1].IsUnknown()) return Value(Unknown());
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

MaybeValue CoalesceList(const Arguments& arguments) {
  for (const Value& argument : arguments) {
    if (argument.IsUnknown()) return argument;
    const auto* items = argument.AsSequence();
    if (items != nullptr && !items->empty()) return argument;
  }
  return std::nullopt;
}

// A place in a list; -1 where it is none.
std::int64_t Place(const Value& value) {
  const std::optional<Number> number = value.ToNumber();
  return number ? number->AsInteger().value_or(-1) : -1;
}

// The element at an index that goes round.
MaybeValue Element(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  const std::int64_t index = Place(arguments[1]);
  if (items == nullptr || items->empty() || index < 0) return std::nullopt;
  return (*items)[static_cast<std::size_t>(index) % items->size()];
}

MaybeValue IndexOf(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  const auto found = std::find(items->begin(), items->end(), arguments[1]);
  if (found == items->end()) return std::nullopt;
  return Value(Number(static_cast<std::int64_t>(found - items->begin())));
}

// The only element; null where there is none.
MaybeValue One(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr || items->size() > 1) return std::nullopt;
  return items->empty() ? Value() : items->front();
}

MaybeValue Reverse(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  return Value(Sequence(items->rbegin(), items->rend()));
}

MaybeValue Slice(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  const std::int64_t begin = Place(arguments[1]);
  const std::int64_t end = Place(arguments[2]);
  if (items == nullptr || begin < 0 || end < begin || end > std::ssize(*items)) {
    return std::nullopt;
  }
  return Value(Sequence(items->begin() + begin, items->begin() + end));
}

MaybeValue ChunkList(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  const std::int64_t size = Place(arguments[1]);
  if (items == nullptr || size < 0) return std::nullopt;
  Sequence chunks;
  Sequence chunk;
  for (const Value& item : *items) {
    chunk.push_back(item);
    if (std::ssize(chunk) == size) chunks.emplace_back(std::exchange(chunk, {}));
  }
  if (!chunk.empty()) chunks.emplace_back(std::move(chunk));
  return Value(std::move(chunks));
}

// Of the first list the elements at whose places the second has one that the third has.
MaybeValue MatchKeys(const Arguments& arguments) {
  const auto* values = arguments[0].AsSequence();
  const auto* keys = arguments[1].AsSequence();
  const auto* wanted = arguments[2].AsSequence();
  if (values == nullptr || keys == nullptr || wanted == nullptr) return std::nullopt;
  if (values->size() != keys->size()) return std::nullopt;
  Sequence kept;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    if (Contains(*wanted, (*keys)[i])) kept.push_back((*values)[i]);
  }
  return Value(std::move(kept));
}

// A map of lists of strings, the other way round.
MaybeValue Transpose(const Arguments& arguments) {
  const auto* members = arguments[0].AsObject();
  if (members == nullptr) return std::nullopt;
  std::map<std::string, Sequence> turned;
  for (const auto& [name, value] : *members) {
    const auto* items = value.AsSequence();
    if (items == nullptr) return std::nullopt;
    for (const Value& item : *items) {
      const std::optional<std::string> text = item.ToString();
      if (!text) return std::nullopt;
      turned[*text].emplace_back(name);
    }
  }
  Value::Object result;
  for (auto& [name, names] : turned) result.push_back({name, Value(std::move(names))});
  return Value(std::move(result));
}

// Every combination of an element of each set, as lists.
MaybeValue SetProduct(const Arguments& arguments) {
  constexpr std::size_t kMost = 100'000;
  std::vector<Sequence> rows(1);
  for (const Value& argument : arguments) {
    const auto* items = argument.AsSequence();
    if (items == nullptr) return std::nullopt;
    std::vector<Sequence> longer;
    if (rows.size() * items->size() > kMost) return Value(Unknown());
    for (const Sequence& row : rows) {
      for (const Value& item : *items) {
        longer.push_back(row);
        longer.back().push_back(item);
      }
    }
    rows = std::move(longer);
  }
  Sequence all;
  for (Sequence& row : rows) all.emplace_back(std::move(row));
  return Value(std::move(all));
}

// sensitive(x) and nonsensitive(x): what it is stays the same.
MaybeValue Same(const Arguments& arguments) { return arguments[0]; }

MaybeValue ZipMap(const Arguments& arguments) {
  const auto* keys = arguments[0].AsSequence();
  const auto* values = arguments[1].AsSequence();
  if (keys == nullptr || values == nullptr || keys->size() != values->size()) return std::nullopt;
  Value::Object members;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    if ((*keys)[i].IsUnknown()) return Value(Unknown());
    std::optional<std::string> name = (*keys)[i].ToString();
    if (!name) return std::nullopt;
    members.push_back({std::move(*name), (*values)[i]});
  }
  return Value(std::move(members));
}

constexpr Function kCollectionFunctions[] = {
    {"chunklist", 2, 2, ChunkList},
    {"coalesce", 1, kAnyNumber, Coalesce, Unknowns::kAnywhere},
    {"coalescelist", 1, kAnyNumber, CoalesceList, Unknowns::kAnywhere},
    {"compact", 1, 1, Compact},
    {"concat", 1, kAnyNumber, Concat, Unknowns::kInside},
    {"contains", 2, 2, ContainsItem},
    {"distinct", 1, 1, Distinct},
    {"element", 2, 2, Element, Unknowns::kInside},
    {"flatten", 1, 1, Flatten, Unknowns::kInside},
    {"index", 2, 2, IndexOf},
    {"keys", 1, 1, Keys, Unknowns::kInside},
    {"length", 1, 1, Length, Unknowns::kInside},
    {"lookup", 2, 3, Lookup, Unknowns::kAnywhere},
    {"matchkeys", 3, 3, MatchKeys},
    {"merge", 0, kAnyNumber, Merge, Unknowns::kInside},
    {"nonsensitive", 1, 1, Same, Unknowns::kInside},
    {"one", 1, 1, One, Unknowns::kInside},
    {"reverse", 1, 1, Reverse, Unknowns::kInside},
    {"sensitive", 1, 1, Same, Unknowns::kInside},
    {"setintersection", 1, kAnyNumber, SetIntersection},
    {"setproduct", 2, kAnyNumber, SetProduct, Unknowns::kInside},
    {"setsubtract", 2, 2, SetSubtract},
    {"setunion", 1, kAnyNumber, SetUnion},
    {"slice", 3, 3, Slice, Unknowns::kInside},
    {"tolist", 1, 1, ToList, Unknowns::kInside},
    {"tomap", 1, 1, ToMap, Unknowns::kInside},
    {"toset", 1, 1, ToSet},
    {"transpose", 1, 1, Transpose},
    {"values", 1, 1, Values, Unknowns::kInside},
    {"zipmap", 2, 2, ZipMap, Unknowns::kInside},
};

// A provider has whatever name the module gives it: `provider::tf::decode_tfvars`.
const Function* FindFunction(std::string_view name) {
  if (name.starts_with("provider::")) name.remove_prefix(name.rfind("::"));
  for (const std::span<const Function> table :
       {CollectionFunctions(), TextFunctions(), NumberFunctions(), PatternFunctions()}) {
    const auto found = std::ranges::find(table, name, &Function::name);
    if (found != table.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

std::span<const Function> CollectionFunctions() { return kCollectionFunctions; }

bool HasFunction(std::string_view name) { return FindFunction(name) != nullptr; }

std::optional<Value> CallFunction(std::string_view name, const std::vector<Value>& arguments) {
  const Function* function = FindFunction(name);
  if (function == nullptr) return Value(Unknown());
  if (arguments.size() < function->least || arguments.size() > function->most) return std::nullopt;
  const bool is_unknown = std::ranges::any_of(arguments, [&](const Value& argument) {
    switch (function->unknowns) {
      case Unknowns::kNone:
        return argument.HasUnknown();
      case Unknowns::kInside:
        return argument.IsUnknown();
      case Unknowns::kAnywhere:
        break;
    }
    return false;
  });
  return is_unknown ? Value(Unknown()) : function->call(arguments);
}

}  // namespace deltaplan::tfvars
