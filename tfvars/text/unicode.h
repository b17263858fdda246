// What characters are: parts of identifiers, white space, printable; and their normal form. Source:
// HCL native syntax specification; Unicode annexes 15 and 31. Tables: utf8proc.
#ifndef DELTAPLAN_TFVARS_TEXT_UNICODE_H_
#define DELTAPLAN_TFVARS_TEXT_UNICODE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// Bytes of the identifier at the beginning of `text`, which is well-formed UTF-8; 0 when none
/// begins there. An identifier is a letter (ID_Start) followed by letters, marks, digits,
/// connectors (ID_Continue) and "-".
std::size_t IdentifierSize(std::string_view text);

/// The text in normal form C, in which Terraform compares and prints strings.
std::string NormalFormC(std::string text);

/// White_Space of Unicode, line ends included.
bool IsWhiteSpace(char32_t code);

/// Without the white space at both ends.
std::string_view WithoutSpace(std::string_view text);

/// What Terraform shows as it is: letters, marks, digits, punctuation, symbols, the plain blank. It
/// escapes the rest: controls, format characters, other white space, code points without meaning.
bool IsPrintable(char32_t code);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_UNICODE_H_
