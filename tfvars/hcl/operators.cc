#include "tfvars/hcl/operators.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "tfvars/hcl/common_type.h"

namespace deltaplan::tfvars {
namespace {

using enum BinaryOperator;

std::optional<Value> Logical(BinaryOperator op, const Value& left, const Value& right) {
  const bool deciding = op == kOr;
  const std::optional<bool> a = left.ToBool();
  const std::optional<bool> b = right.ToBool();
  if ((!left.IsUnknown() && !a) || (!right.IsUnknown() && !b)) return std::nullopt;
  if (a == deciding || b == deciding) return Value(deciding);
  return a && b ? Value(!deciding) : Value(Unknown());
}

Value Equal(const Value& left, const Value& right, bool wanted) {
  if (left.IsUnknown() || right.IsUnknown()) return Value(Unknown());
  // Whatever is in a value, it is not null, and of no other type.
  const bool decides = left.IsNull() || right.IsNull() || !MayBeOfOneType(left, right);
  if (!decides && (left.HasUnknown() || right.HasUnknown())) return Value(Unknown());
  return Value((left == right) == wanted);
}

std::optional<Value> Calculated(Number::Operation operation, const Number& a, const Number& b) {
  std::optional<Number> result = Number::Calculate(operation, a, b);
  return result ? std::optional(Value(std::move(*result))) : std::nullopt;
}

std::optional<Value> OfNumbers(BinaryOperator op, const Number& a, const Number& b) {
  switch (op) {
    case kGreater:
      return Value(a > b);
    case kGreaterEqual:
      return Value(a >= b);
    case kLess:
      return Value(a < b);
    case kLessEqual:
      return Value(a <= b);
    case kAdd:
      return Calculated(Number::Operation::kAdd, a, b);
    case kSubtract:
      return Calculated(Number::Operation::kSubtract, a, b);
    case kMultiply:
      return Calculated(Number::Operation::kMultiply, a, b);
    case kDivide:
      return Calculated(Number::Operation::kDivide, a, b);
    default:
      return Calculated(Number::Operation::kRemainder, a, b);
  }
}

}  // namespace

std::optional<Value> AttributeOf(const Value& value, std::string_view name) {
  if (value.IsUnknown()) return value;
  const Value* member = value.Find(name);
  if (member == nullptr) return std::nullopt;
  return *member;
}

std::optional<Value> ElementOf(const Value& value, const Value& key) {
  if (key.IsNull()) return std::nullopt;
  if (value.IsUnknown() || key.IsUnknown()) return Value(Unknown());
  if (value.AsObject() != nullptr) {
    const std::optional<std::string> name = key.ToString();
    return name ? AttributeOf(value, *name) : std::nullopt;
  }
  const auto* items = value.AsSequence();
  const std::optional<Number> number = key.ToNumber();
  if (items == nullptr || !number) return std::nullopt;
  const std::optional<std::int64_t> index = number->AsInteger();
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= items->size()) {
    return std::nullopt;
  }
  return (*items)[static_cast<std::size_t>(*index)];
}

std::optional<Value> Apply(UnaryOperator op, const Value& operand) {
  if (operand.IsUnknown()) return operand;
  if (op == UnaryOperator::kNot) {
    const std::optional<bool> value = operand.ToBool();
    return value ? std::optional(Value(!*value)) : std::nullopt;
  }
  const std::optional<Number> value = operand.ToNumber();
  return value ? std::optional(Value(-*value)) : std::nullopt;
}

std::optional<Value> Apply(BinaryOperator op, const Value& left, const Value& right) {
  if (op == kOr || op == kAnd) return Logical(op, left, right);
  if (op == kEqual || op == kNotEqual) return Equal(left, right, op == kEqual);
  const std::optional<Number> a = left.ToNumber();
  const std::optional<Number> b = right.ToNumber();
  if ((!a && !left.IsUnknown()) || (!b && !right.IsUnknown())) return std::nullopt;
  return a && b ? OfNumbers(op, *a, *b) : Value(Unknown());
}

}  // namespace deltaplan::tfvars
