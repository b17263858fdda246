// Kinds of ASCII characters, whatever the locale says.
#ifndef DELTAPLAN_TFVARS_TEXT_ASCII_H_
#define DELTAPLAN_TFVARS_TEXT_ASCII_H_

namespace deltaplan::tfvars {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

constexpr bool IsSmallLetter(char c) { return c >= 'a' && c <= 'z'; }

constexpr bool IsLetter(char c) { return IsSmallLetter(c) || (c >= 'A' && c <= 'Z'); }

constexpr bool IsLetterOrDigit(char c) { return IsLetter(c) || IsDigit(c); }

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_ASCII_H_
