// Kinds of ASCII characters and their case, whatever the locale says.
#ifndef DELTAPLAN_TFVARS_TEXT_ASCII_H_
#define DELTAPLAN_TFVARS_TEXT_ASCII_H_

#include <string>
#include <string_view>

namespace deltaplan::tfvars {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

constexpr bool IsSmallLetter(char c) { return c >= 'a' && c <= 'z'; }

constexpr bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

constexpr bool IsLetter(char c) { return IsSmallLetter(c) || IsCapital(c); }

constexpr bool IsLetterOrDigit(char c) { return IsLetter(c) || IsDigit(c); }

constexpr char ToLower(char c) { return IsCapital(c) ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr char ToUpper(char c) { return IsSmallLetter(c) ? static_cast<char>(c - 'a' + 'A') : c; }

/// All other bytes stay as they are.
inline std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ToLower(c);
  return lower;
}

/// All other bytes stay as they are.
inline std::string ToUpper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = ToUpper(c);
  return upper;
}

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_ASCII_H_
