#include "tfvars/hcl/common_type.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace deltaplan::tfvars {
namespace {

struct Type {
  enum class Kind { kAny, kBool, kNumber, kString, kTuple, kObject, kList, kMap };
  Kind kind = Kind::kAny;
  std::vector<std::string> names;  // of an object's members, sorted
  std::vector<Type> parts;         // of the items or members; of a list or map, one for all
};
using Kind = Type::Kind;
using Types = std::vector<Type>;

Type TypeOf(const Value& value) {
  if (value.AsBool() != nullptr) return {Kind::kBool, {}, {}};
  if (value.AsNumber() != nullptr) return {Kind::kNumber, {}, {}};
  if (value.AsString() != nullptr) return {Kind::kString, {}, {}};
  Type type;
  if (const auto* items = value.AsSequence()) {
    type.kind = Kind::kTuple;
    for (const Value& item : *items) type.parts.push_back(TypeOf(item));
  } else if (const auto* members = value.AsObject()) {
    type.kind = Kind::kObject;
    for (const auto& [name, member] : *members) {
      type.names.push_back(name);
      type.parts.push_back(TypeOf(member));
    }
  }
  return type;
}

std::optional<Type> Unify(const Types& types);

// What the elements of a list or map become: where they are to have any type, one of their own.
std::optional<Type> ElementType(const Type& from, const Type& collection) {
  const Type& element = collection.parts.front();
  if (element.kind != Kind::kAny) return element;
  std::optional<Type> common = Unify(from.parts);
  const auto is_known = [](const Type& part) { return part.kind != Kind::kAny; };
  if (collection.kind == Kind::kList && common && common->kind == Kind::kAny &&
      std::ranges::any_of(from.parts, is_known)) {
    return std::nullopt;
  }
  return common;
}

bool CanConvert(const Type& from, const Type& to) {
  if (from.kind == Kind::kAny || to.kind == Kind::kAny) return true;
  switch (to.kind) {
    case Kind::kString:
      return from.parts.empty() && from.kind != Kind::kTuple && from.kind != Kind::kObject;
    case Kind::kTuple:
    case Kind::kObject:
      return from.kind == to.kind && from.names == to.names &&
             std::ranges::equal(from.parts, to.parts, CanConvert);
    case Kind::kList:
    case Kind::kMap: {
      if (from.kind != (to.kind == Kind::kList ? Kind::kTuple : Kind::kObject)) return false;
      if (from.parts.empty()) return true;
      const std::optional<Type> element = ElementType(from, to);
      return element && std::ranges::all_of(from.parts, [&](const Type& part) {
               return CanConvert(part, *element);
             });
    }
    default:
      return from.kind == to.kind;
  }
}

// A list or map of the type that all parts of all of these have in common.
std::optional<Type> UnifyToCollection(const Types& types, Kind collection) {
  Types parts;
  for (const Type& type : types) parts.insert(parts.end(), type.parts.begin(), type.parts.end());
  std::optional<Type> element = Unify(parts);
  if (!element) return std::nullopt;
  Type result{collection, {}, {std::move(*element)}};
  const bool can =
      std::ranges::all_of(types, [&](const Type& type) { return CanConvert(type, result); });
  return can ? std::optional(std::move(result)) : std::nullopt;
}

// Of tuples only, or of objects only.
std::optional<Type> UnifyStructures(const Types& types, Kind collection) {
  const Type& first = types.front();
  const bool are_alike = std::ranges::all_of(types, [&](const Type& type) {
    return type.names == first.names && type.parts.size() == first.parts.size();
  });
  if (!are_alike) return UnifyToCollection(types, collection);
  Type result{first.kind, first.names, {}};
  for (std::size_t i = 0; i < first.parts.size(); ++i) {
    Types across;
    for (const Type& type : types) across.push_back(type.parts[i]);
    std::optional<Type> part = Unify(across);
    if (!part) return std::nullopt;
    result.parts.push_back(std::move(*part));
  }
  const bool can =
      std::ranges::all_of(types, [&](const Type& type) { return CanConvert(type, result); });
  return can ? std::optional(std::move(result)) : UnifyToCollection(types, collection);
}

std::optional<Type> Unify(const Types& types) {
  if (types.empty()) return std::nullopt;
  const auto count = [&](Kind kind) {
    return static_cast<std::size_t>(std::ranges::count(types, kind, &Type::kind));
  };
  const std::size_t any = count(Kind::kAny);
  for (const auto& [kind, collection] :
       {std::pair(Kind::kObject, Kind::kMap), std::pair(Kind::kTuple, Kind::kList)}) {
    const std::size_t of_kind = count(kind);
    if (of_kind == 0 || of_kind + any < types.size()) continue;
    return any == 0 ? UnifyStructures(types, collection) : Type();
  }
  if (count(Kind::kObject) > 0 && count(Kind::kTuple) > 0) return std::nullopt;
  for (const Kind wanted : {Kind::kString, Kind::kNumber, Kind::kBool, Kind::kAny}) {
    Type result{wanted, {}, {}};
    if (count(wanted) > 0 &&
        std::ranges::all_of(types, [&](const Type& type) { return CanConvert(type, result); })) {
      return result;
    }
  }
  return std::nullopt;
}

bool IsSame(const Type& a, const Type& b) {
  return a.kind == b.kind && a.names == b.names && std::ranges::equal(a.parts, b.parts, IsSame);
}

// Elements of one type, or null.
bool AreAlike(const Types& types) {
  const auto is_known = [](const Type& type) { return type.kind != Kind::kAny; };
  const auto first = std::ranges::find_if(types, is_known);
  return std::all_of(first, types.end(),
                     [&](const Type& type) { return !is_known(type) || IsSame(type, *first); });
}

// To a type that CanConvert agrees to. nullopt where only the value shows that it can't be.
std::optional<Value> Converted(const Value& value, const Type& to) {
  if (to.kind == Kind::kString) {
    std::optional<std::string> text = value.ToString();
    return text ? Value(std::move(*text)) : value;
  }
  const auto* items = value.AsSequence();
  const auto* members = value.AsObject();
  if (to.parts.empty() || (items == nullptr && members == nullptr)) return value;
  const bool is_collection = to.kind == Kind::kList || to.kind == Kind::kMap;
  Type element;
  if (is_collection) {
    const Type from = TypeOf(value);
    element = ElementType(from, to).value_or(Type());
    if (element.kind == Kind::kAny && !AreAlike(from.parts)) return std::nullopt;
  }
  Value::Sequence parts;
  const std::size_t size = items != nullptr ? items->size() : members->size();
  for (std::size_t i = 0; i < size; ++i) {
    std::optional<Value> part = Converted(items != nullptr ? (*items)[i] : (*members)[i].value,
                                          is_collection ? element : to.parts[i]);
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
  }
  if (items != nullptr) return Value(std::move(parts));
  Value::Object object;
  for (std::size_t i = 0; i < size; ++i) {
    object.push_back({(*members)[i].name, std::move(parts[i])});
  }
  return Value(std::move(object));
}

}  // namespace

std::optional<Value> InCommonType(Value value, const Value& other) {
  const auto is_open = [](const Value& one) { return one.IsUnknown() || one.IsNull(); };
  if (is_open(value) || is_open(other)) return value;
  const std::optional<Type> common = Unify({TypeOf(value), TypeOf(other)});
  if (!common) return std::nullopt;
  return Converted(value, *common);
}

}  // namespace deltaplan::tfvars
