#include "tfvars/text/number.h"

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <charconv>
#include <limits>
#include <utility>

#include "tfvars/text/ascii.h"

namespace deltaplan::tfvars {
namespace {

namespace mp = boost::multiprecision;
using Float = mp::number<mp::cpp_bin_float<512, mp::digit_base_2>, mp::et_off>;
// The library does not round sums to the nearest: in 512 bits, 1e154 + 1 - 0.3 loses the one.
using Wide = mp::number<mp::cpp_bin_float<2048, mp::digit_base_2>, mp::et_off>;

std::size_t DigitsAt(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, IsDigit) - text.begin());
}

// The parts of a decimal number: digits before and after the point, exponent.
struct Decimal {
  bool negative = false;
  std::string digits;      // without leading zeros; "" is zero
  std::int64_t point = 0;  // where the point stands, counted from the first digit

  std::string Print() const {
    std::string text = negative ? "-" : "";
    if (digits.empty()) return text + "0";
    if (point <= 0)
      return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    const auto whole = static_cast<std::size_t>(point);
    if (whole >= digits.size()) return text + digits + std::string(whole - digits.size(), '0');
    return text + digits.substr(0, whole) + "." + digits.substr(whole);
  }
  void Trim() {
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, zeros);
    point -= static_cast<std::int64_t>(zeros);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.empty()) point = 0;
  }
  bool Fits() const {
    const auto most = static_cast<std::int64_t>(Number::kMaxDigits);
    return digits.size() <= Number::kMaxDigits && point <= most && point >= -most;
  }
};

std::optional<Decimal> Split(std::string_view text) {
  Decimal decimal;
  if (text.starts_with('-') || text.starts_with('+')) {
    decimal.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t whole = DigitsAt(text);
  decimal.digits = text.substr(0, whole);
  decimal.point = static_cast<std::int64_t>(whole);
  text.remove_prefix(whole);
  std::size_t fraction = 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = DigitsAt(text);
    decimal.digits += text.substr(0, fraction);
    text.remove_prefix(fraction);
  }
  if (whole + fraction == 0) return std::nullopt;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    const bool down = text.starts_with('-');
    if (down || text.starts_with('+')) text.remove_prefix(1);
    const std::size_t size = DigitsAt(text);
    if (size == 0) return std::nullopt;
    std::int64_t exponent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + size, exponent);
    const bool is_zero = decimal.digits.find_first_not_of('0') == std::string::npos;
    if (error != std::errc() || (exponent > INT32_MAX && !is_zero)) return std::nullopt;
    decimal.point += down ? -exponent : exponent;
    text.remove_prefix(size);
  }
  if (!text.empty()) return std::nullopt;
  decimal.Trim();
  return decimal;
}

constexpr const char* kInfinite = "+Inf";
constexpr const char* kMinusInfinite = "-Inf";

Float ToFloat(const std::string& text) {
  if (text == kInfinite) return std::numeric_limits<Float>::infinity();
  if (text == kMinusInfinite) return -std::numeric_limits<Float>::infinity();
  return Float(text);
}

// Digits of `value` rounded to `count` significant ones.
Decimal Rounded(const Float& value, int count) {
  return *Split(value.str(count, std::ios_base::fmtflags()));
}

// The shortest decimal that reads back as `value`.
std::optional<std::string> Shortest(const Float& value) {
  if (value == 0) return "0";
  if (isnan(value)) return std::nullopt;
  if (isinf(value)) return value > 0 ? kInfinite : kMinusInfinite;
  int low = 1;
  int high = 156;       // always enough for 512 bits
  while (low < high) {  // more digits never lose what fewer had kept
    const int middle = (low + high) / 2;
    const Decimal rounded = Rounded(value, middle);
    if (rounded.Fits() && ToFloat(rounded.Print()) == value) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  const Decimal decimal = Rounded(value, low);
  if (!decimal.Fits()) return std::nullopt;
  return decimal.Print();
}

}  // namespace

bool Number::IsNumber(std::string_view text) { return Split(text).has_value(); }

std::optional<Number> Number::Parse(std::string_view text) {
  const std::optional<Decimal> decimal = Split(text);
  if (!decimal || !decimal->Fits()) return std::nullopt;
  std::string printed = decimal->Print();
  constexpr std::size_t kExactDigits = 153;  // 512 bits hold that many whatever they are
  if (decimal->digits.size() <= kExactDigits) return Number(std::move(printed));
  std::optional<std::string> shortest = Shortest(ToFloat(printed));
  if (!shortest) return std::nullopt;
  return Number(std::move(*shortest));
}

std::optional<std::int64_t> Number::AsInteger() const {
  std::int64_t value = 0;
  const char* const end = text_.data() + text_.size();
  const auto [stop, error] = std::from_chars(text_.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

bool Number::operator==(const Number& other) const {
  return text_ == other.text_ || (AsInteger() == 0 && other.AsInteger() == 0);
}

std::strong_ordering Number::operator<=>(const Number& other) const {
  const std::optional<std::int64_t> left = AsInteger();
  const std::optional<std::int64_t> right = other.AsInteger();
  if (left && right) return *left <=> *right;
  return ToFloat(text_).compare(ToFloat(other.text_)) <=> 0;
}

Number Number::operator-() const {
  if (IsInfinite()) return Number(IsNegative() ? kInfinite : kMinusInfinite);
  return Number(IsNegative() ? text_.substr(1) : "-" + text_);
}

namespace {

// The sign of a result that is zero.
bool IsMinusZero(Number::Operation operation, const Number& left, const Number& right) {
  const bool is_left_zero = left.AsInteger() == 0;
  switch (operation) {
    case Number::Operation::kAdd:
      return is_left_zero && left.IsNegative() && right.IsNegative();
    case Number::Operation::kSubtract:
    case Number::Operation::kRemainder:
      return is_left_zero && left.IsNegative() && !right.IsNegative();
    default:
      return left.IsNegative() != right.IsNegative();
  }
}

// The quick way for whole numbers whose result is one and fits.
std::optional<std::int64_t> CalculateWhole(Number::Operation operation,
                                           std::optional<std::int64_t> left,
                                           std::optional<std::int64_t> right) {
  if (!left || !right) return std::nullopt;
  std::int64_t result = 0;
  bool overflows = true;
  if (operation == Number::Operation::kAdd) {
    overflows = __builtin_add_overflow(*left, *right, &result);
  } else if (operation == Number::Operation::kSubtract) {
    overflows = __builtin_sub_overflow(*left, *right, &result);
  } else if (operation == Number::Operation::kMultiply) {
    overflows = __builtin_mul_overflow(*left, *right, &result);
  }
  return overflows ? std::nullopt : std::optional(result);
}

}  // namespace

std::optional<Number> Number::Calculate(Operation operation, const Number& left,
                                        const Number& right) {
  if (const auto whole = CalculateWhole(operation, left.AsInteger(), right.AsInteger())) {
    if (*whole == 0 && IsMinusZero(operation, left, right)) return Number("-0");
    return Number(*whole);
  }
  const Float a = ToFloat(left.text_);
  const Float b = ToFloat(right.text_);
  if (b == 0 && operation == Operation::kDivide) {
    if (a == 0) return std::nullopt;
    return Number(left.IsNegative() == right.IsNegative() ? kInfinite : kMinusInfinite);
  }
  if (operation == Operation::kRemainder) {
    if (b == 0) return left;  // as Terraform has it
    if (left.IsInfinite() || right.IsInfinite()) return std::nullopt;
  }
  Float result;
  switch (operation) {
    case Operation::kAdd:
      result = Float(Wide(a) + Wide(b));
      break;
    case Operation::kSubtract:
      result = Float(Wide(a) - Wide(b));
      break;
    case Operation::kMultiply:
      result = a * b;
      break;
    case Operation::kDivide:
      result = a / b;
      break;
    case Operation::kRemainder:
      result = a - b * trunc(a / b);
      break;
  }
  if (result == 0) return Number(IsMinusZero(operation, left, right) ? "-0" : "0");
  std::optional<std::string> text = Shortest(result);
  if (!text) return std::nullopt;
  return Number(std::move(*text));
}

}  // namespace deltaplan::tfvars
