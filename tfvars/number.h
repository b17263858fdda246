// Terraform's numbers: binary floating point with 512 bits of mantissa, as its type system keeps
// them, so that large integers and decimal fractions come out the way they were written.
#ifndef DELTAPLAN_TFVARS_NUMBER_H_
#define DELTAPLAN_TFVARS_NUMBER_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// Held as the shortest decimal text that reads back as the same number: no exponent, no needless
/// zeros, "-" in front. Two numbers are equal when their texts are.
class Number {
 public:
  Number() : text_("0") {}
  explicit Number(std::int64_t value) : text_(std::to_string(value)) {}

  /// Decimal digits with an optional sign, fraction and exponent. nullopt when it is nothing of the
  /// kind, or longer than `kMaxDigits` when written without exponent.
  static std::optional<Number> Parse(std::string_view text);
  /// The same without regard to length.
  static bool IsNumber(std::string_view text);
  static constexpr std::size_t kMaxDigits = 4096;

  const std::string& text() const { return text_; }
  /// When it is a whole number that fits.
  std::optional<std::int64_t> AsInteger() const;
  bool IsNegative() const { return text_.front() == '-'; }

  bool operator==(const Number&) const = default;
  std::strong_ordering operator<=>(const Number& other) const;

  Number operator-() const;
  enum class Operation { kAdd, kSubtract, kMultiply, kDivide, kRemainder };
  /// nullopt for a division by zero, and where the result would be longer than `kMaxDigits`. A
  /// remainder has the sign of the left number.
  static std::optional<Number> Calculate(Operation operation, const Number& left,
                                         const Number& right);

 private:
  explicit Number(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_NUMBER_H_
