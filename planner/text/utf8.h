// One character at a time out of bytes that may or may not be UTF-8, and how a terminal shows it.
#ifndef DELTAPLAN_PLANNER_TEXT_UTF8_H_
#define DELTAPLAN_PLANNER_TEXT_UTF8_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace deltaplan::planner {

struct Utf8Character {
  char32_t code = 0;
  std::size_t size = 1;  ///< bytes
};

/// The character at the front of `bytes` (not empty); nullopt when there is none: stray, truncated
/// and overlong sequences, surrogates, beyond U+10FFFF.
std::optional<Utf8Character> DecodeUtf8(std::string_view bytes);

/// How many leading bytes of `text` are ASCII; found eight at a time.
std::size_t AsciiPrefix(std::string_view text);

/// Control characters (C0, DEL, C1), line and paragraph separators, and the marks that reorder
/// text: whatever could make a terminal show something other than what stands there.
bool IsUnsafeToDisplay(char32_t code);

/// Columns that a terminal gives the character: 2 for wide East Asian ones and emoji, 0 for
/// combining marks, else 1.
std::size_t ColumnsOf(char32_t code);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_UTF8_H_
