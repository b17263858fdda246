// Functions on numbers, and those that ask whether all of something is true.
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "tfvars/hcl/function_tables.h"

namespace deltaplan::tfvars {
namespace {

using MaybeValue = std::optional<Value>;
using Arguments = std::vector<Value>;

std::optional<std::vector<Number>> Numbers(const std::vector<Value>& values) {
  std::vector<Number> numbers;
  for (const Value& value : values) {
    std::optional<Number> number = value.ToNumber();
    if (!number) return std::nullopt;
    numbers.push_back(*std::move(number));
  }
  return numbers;
}

// The largest, or with `kLeast` the smallest.
template <bool kLeast>
MaybeValue Extreme(const Arguments& arguments) {
  std::optional<Number> best;
  for (const Value& argument : arguments) {
    const std::optional<Number> number = argument.ToNumber();
    if (!number) return std::nullopt;
    if (!best || (kLeast ? *number < *best : *number > *best)) best = number;
  }
  return best ? MaybeValue(Value(*best)) : std::nullopt;
}

MaybeValue Sum(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  const auto numbers = items == nullptr ? std::nullopt : Numbers(*items);
  if (!numbers || numbers->empty()) return std::nullopt;
  Number sum;
  for (const Number& number : *numbers) {
    const auto next = Number::Calculate(Number::Operation::kAdd, sum, number);
    if (!next) return std::nullopt;
    sum = *next;
  }
  return Value(std::move(sum));
}

MaybeValue Abs(const Arguments& arguments) {
  const std::optional<Number> number = arguments[0].ToNumber();
  if (!number) return std::nullopt;
  return Value(number->IsNegative() ? -*number : *number);
}

// The whole number next to it; `kUp` above, else below.
template <bool kUp>
MaybeValue Round(const Arguments& arguments) {
  const std::optional<Number> number = arguments[0].ToNumber();
  if (!number) return std::nullopt;
  const std::size_t point = number->text().find('.');
  if (point == std::string::npos) return Value(*number);
  const std::optional<Number> whole = Number::Parse(number->text().substr(0, point));
  if (!whole) return std::nullopt;
  const bool is_beyond = number->IsNegative() != kUp;
  if (!is_beyond) return Value(*whole);
  const std::optional<Number> next =
      Number::Calculate(Number::Operation::kAdd, *whole, Number(kUp ? 1 : -1));
  return next ? MaybeValue(Value(*next)) : std::nullopt;
}

MaybeValue AllTrue(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  return Value(
      std::ranges::all_of(*items, [](const Value& item) { return item.ToBool() == true; }));
}

MaybeValue AnyTrue(const Arguments& arguments) {
  const auto* items = arguments[0].AsSequence();
  if (items == nullptr) return std::nullopt;
  return Value(
      std::ranges::any_of(*items, [](const Value& item) { return item.ToBool() == true; }));
}

// range(end), range(start, end), range(start, end, step), of whole numbers.
MaybeValue RangeOf(const Arguments& arguments) {
  constexpr std::size_t kMost = 1024;  // as Terraform has it
  const auto numbers = Numbers(arguments);
  if (!numbers) return std::nullopt;
  std::array<std::int64_t, 3> whole{};
  for (std::size_t i = 0; i < numbers->size(); ++i) {
    const std::optional<std::int64_t> value = (*numbers)[i].AsInteger();
    if (!value.has_value()) return Value(Unknown());
    whole.at(i) = value.value_or(0);
  }
  const bool has_start = numbers->size() > 1;
  const std::int64_t start = has_start ? whole[0] : 0;
  const std::int64_t end = has_start ? whole[1] : whole[0];
  const std::int64_t step = numbers->size() > 2 ? whole[2] : end < start ? -1 : 1;
  if (step == 0) return std::nullopt;
  Value::Sequence items;
  for (std::int64_t at = start; step > 0 ? at < end : at > end;) {
    if (items.size() == kMost) return std::nullopt;
    items.emplace_back(Number(at));
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  return Value(std::move(items));
}

constexpr Function kNumberFunctions[] = {
    {"abs", 1, 1, Abs},
    {"alltrue", 1, 1, AllTrue},
    {"anytrue", 1, 1, AnyTrue},
    {"ceil", 1, 1, Round<true>},
    {"floor", 1, 1, Round<false>},
    {"max", 1, kAnyNumber, Extreme<false>},
    {"min", 1, kAnyNumber, Extreme<true>},
    {"range", 1, 3, RangeOf},
    {"sum", 1, 1, Sum},
};

}  // namespace

std::span<const Function> NumberFunctions() { return kNumberFunctions; }

}  // namespace deltaplan::tfvars
