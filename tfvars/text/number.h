// Terraform's numbers: binary floating point with 512 bits of mantissa, as its type system keeps
// them, so that large integers and decimal fractions come out the way they were written.
#ifndef DELTAPLAN_TFVARS_TEXT_NUMBER_H_
#define DELTAPLAN_TFVARS_TEXT_NUMBER_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// Held as the shortest decimal text that reads back as the same number: no exponent, no needless
/// zeros, "-" in front. Zero may have a sign, which shows in its text only.
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
  /// What a division by zero gives; its text is "+Inf" or "-Inf".
  bool IsInfinite() const { return text_.ends_with("Inf"); }
  bool IsNegative() const { return text_.front() == '-'; }

  bool operator==(const Number& other) const;
  std::strong_ordering operator<=>(const Number& other) const;

  Number operator-() const;
  enum class Operation { kAdd, kSubtract, kMultiply, kDivide, kRemainder };
  /// nullopt for 0 / 0 and what else has no result, and where it would be longer than `kMaxDigits`.
  /// A remainder has the sign of the left number; by zero it is the left number.
  static std::optional<Number> Calculate(Operation operation, const Number& left,
                                         const Number& right);

 private:
  explicit Number(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_NUMBER_H_
