// UTF-8: characters out of bytes that may or may not be that, and back. Source: RFC 3629.
#ifndef DELTAPLAN_TFVARS_TEXT_UTF8_H_
#define DELTAPLAN_TFVARS_TEXT_UTF8_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// One character and the bytes it takes.
struct Character {
  char32_t code = 0;
  std::size_t size = 1;

  bool operator==(const Character&) const = default;
};

/// The character at the front of `bytes` (not empty). nullopt when none stands there: stray and
/// missing continuation bytes, overlong forms, surrogates, codes beyond U+10FFFF.
std::optional<Character> DecodeUtf8(std::string_view bytes);

/// The same for readers who go on: bytes that are no character are U+FFFD, one at a time.
Character FirstCharacter(std::string_view text);

/// Every character of `text`; bytes that are none are U+FFFD, one at a time.
std::u32string CharactersOf(std::string_view text);

/// The first byte that does not belong to well-formed UTF-8; nullopt when all do.
std::optional<std::size_t> FirstBadUtf8(std::string_view bytes);

/// How many leading bytes are ASCII; found eight at a time.
std::size_t AsciiPrefix(std::string_view text);
inline bool IsAscii(std::string_view text) { return AsciiPrefix(text) == text.size(); }

/// Appends the character's UTF-8. `code` is a scalar value: no surrogate, at most U+10FFFF.
void AppendUtf8(char32_t code, std::string& text);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_UTF8_H_
