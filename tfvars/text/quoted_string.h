// The inside of HCL's quoted strings: what stands for which character. Source: HCL native syntax
// specification, "Quoted templates".
#ifndef DELTAPLAN_TFVARS_TEXT_QUOTED_STRING_H_
#define DELTAPLAN_TFVARS_TEXT_QUOTED_STRING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// The text of an HCL quoted string without its quotes, as Terraform prints instance keys: ", \ and
/// the openers ${ and %{ are escaped, and so is what does not print (\n, \r, \t, \u00a0). `text` is
/// UTF-8.
std::string EscapeHclString(std::string_view text);

/// One character of a quoted string, undone.
struct QuotedPiece {
  std::size_t size = 0;  ///< bytes of the source that it takes
  std::string text;      ///< what they stand for
  /// When they stand for nothing: what is wrong with them, as a whole sentence without full stop.
  std::optional<std::string> error = std::nullopt;
};

/// The first piece of `text`, the inside of a quoted string; `text` is not empty and does not begin
/// with the closing quote. Templates are errors: `${` and `%{` have to be doubled.
///
/// Example: of `\n$${x` it is 2 bytes that stand for a newline, then 3 bytes that stand for `${`.
QuotedPiece FirstQuotedPiece(std::string_view text);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_QUOTED_STRING_H_
