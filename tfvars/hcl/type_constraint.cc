#include "tfvars/hcl/type_constraint.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tfvars/hcl/evaluate.h"
#include "tfvars/hcl/functions.h"
#include "tfvars/hcl/parser.h"

namespace deltaplan::tfvars {
namespace {

using MaybeValue = std::optional<Value>;

MaybeValue Converted(Value value, const Expression& type);

template <typename T>
MaybeValue Known(std::optional<T> value) {
  return value ? MaybeValue(Value(*std::move(value))) : std::nullopt;
}

MaybeValue InPrimitive(Value value, const std::string& name) {
  if (value.IsUnknown() || value.IsNull()) return value;
  if (name == "string") return Known(value.ToString());
  if (name == "number") return Known(value.ToNumber());
  if (name == "bool") return Known(value.ToBool());
  // "list" and "map" alone are from the time before 0.12: of anything.
  if (name == "list") return value.AsSequence() != nullptr ? MaybeValue(value) : std::nullopt;
  if (name == "map") return value.AsObject() != nullptr ? MaybeValue(value) : std::nullopt;
  return name == "any" ? MaybeValue(value) : std::nullopt;
}

MaybeValue InList(const Value& value, const Expression& of, bool is_set) {
  const Value::Sequence* items = value.AsSequence();
  if (items == nullptr) return std::nullopt;
  Value::Sequence converted;
  for (const Value& item : *items) {
    MaybeValue each = Converted(item, of);
    if (!each) return std::nullopt;
    const bool is_there =
        is_set && std::find(converted.begin(), converted.end(), *each) != converted.end();
    if (!is_there) converted.push_back(*std::move(each));
  }
  const bool is_text =
      std::ranges::all_of(converted, [](const Value& item) { return item.AsString() != nullptr; });
  Value list(std::move(converted));
  return is_set && is_text ? CallFunction("toset", {list}) : list;
}

MaybeValue InMap(const Value& value, const Expression& of) {
  const Value::Object* members = value.AsObject();
  if (members == nullptr) return std::nullopt;
  Value::Object converted;
  for (const Value::Member& member : *members) {
    MaybeValue each = Converted(member.value, of);
    if (!each) return std::nullopt;
    converted.push_back({member.name, *std::move(each)});
  }
  return Value(std::move(converted));
}

// An attribute of an object type: what `optional` is around, and its default.
struct AttributeType {
  const Expression* type;
  const Expression* standard = nullptr;
  bool is_optional = false;
};

AttributeType AttributeTypeOf(const Expression& expression) {
  const Call* call = expression.As<Call>();
  if (call == nullptr || call->name != "optional" || call->arguments.empty()) {
    return {.type = &expression};
  }
  return {.type = call->arguments[0].get(),
          .standard = call->arguments.size() > 1 ? call->arguments[1].get() : nullptr,
          .is_optional = true};
}

// The attributes that the type names; others are dropped.
MaybeValue InObject(const Value& value, const Expression& attributes) {
  const auto* named = attributes.As<Object>();
  if (value.AsObject() == nullptr || named == nullptr) return std::nullopt;
  Value::Object converted;
  for (const Object::Item& item : named->items) {
    const std::string* bare = BareKey(*item.key);
    const std::string* name = bare != nullptr ? bare : LiteralText(*item.key);
    if (name == nullptr) return std::nullopt;
    const AttributeType attribute = AttributeTypeOf(*item.value);
    const Value* given = value.Find(*name);
    if (given == nullptr && !attribute.is_optional) return std::nullopt;
    MaybeValue member = given == nullptr ? Value() : *given;
    if (member->IsNull() && attribute.standard != nullptr) {
      member = EvaluateConstant(*attribute.standard);
      if (!member) return std::nullopt;
    }
    member = Converted(*std::move(member), *attribute.type);
    if (!member) return std::nullopt;
    converted.push_back({*name, *std::move(member)});
  }
  return Value(std::move(converted));
}

MaybeValue InTuple(const Value& value, const Expression& types) {
  const Value::Sequence* items = value.AsSequence();
  const auto* each = types.As<Tuple>();
  if (items == nullptr || each == nullptr || items->size() != each->items.size()) {
    return std::nullopt;
  }
  Value::Sequence converted;
  for (std::size_t i = 0; i < items->size(); ++i) {
    MaybeValue item = Converted((*items)[i], *each->items[i]);
    if (!item) return std::nullopt;
    converted.push_back(*std::move(item));
  }
  return Value(std::move(converted));
}

MaybeValue Converted(Value value, const Expression& type) {
  if (const std::string* word = BareKey(type)) return InPrimitive(std::move(value), *word);
  if (const std::string* text = LiteralText(type)) {
    if (text->find('(') == std::string::npos) return InPrimitive(std::move(value), *text);
    Diagnostics diagnostics;  // *.tf.json has types as texts
    const ExpressionPtr inner = ParseHclExpression({"type", *text}, diagnostics);
    return inner == nullptr ? std::nullopt : Converted(std::move(value), *inner);
  }
  const Call* call = type.As<Call>();
  if (call == nullptr || call->arguments.size() != 1) return std::nullopt;
  if (value.IsUnknown() || value.IsNull()) return value;
  const Expression& of = *call->arguments[0];
  if (call->name == "list") return InList(value, of, false);
  if (call->name == "set") return InList(value, of, true);
  if (call->name == "map") return InMap(value, of);
  if (call->name == "object") return InObject(value, of);
  return call->name == "tuple" ? InTuple(value, of) : std::nullopt;
}

}  // namespace

std::optional<Value> InType(Value value, const Expression& type) {
  return Converted(std::move(value), type);
}

}  // namespace deltaplan::tfvars
