// Text in columns: how wide it is on a terminal, and how to make it fit.
#ifndef DELTAPLAN_PLANNER_TEXT_LAYOUT_H_
#define DELTAPLAN_PLANNER_TEXT_LAYOUT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// Columns that `text` takes on a terminal. It holds no control characters.
std::size_t DisplayWidth(std::string_view text);

/// `text` with spaces behind it up to `width` columns; as it is when it is wider.
std::string PadRight(std::string_view text, std::size_t width);

/// `text`, or its beginning and end with "..." between them, in at most `width` columns (3 or
/// more).
std::string ShortenMiddle(std::string_view text, std::size_t width);

/// What becomes of runs of spaces inside of a line.
enum class Gaps {
  kOneSpace,
  kKept,  ///< they stand between columns
};

/// Breaks `text` at spaces into lines of at most `width` columns; a longer word gets a line of its
/// own, whole. No break makes a command of a CI system: "x ::error::y" is one word.
std::vector<std::string> WrapWords(std::string_view text, std::size_t width,
                                   Gaps gaps = Gaps::kOneSpace);

/// `rows` in columns, two spaces apart, with `indent` before each; the last one is not padded.
std::string Columns(const std::vector<std::vector<std::string>>& rows, std::size_t indent = 0);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_LAYOUT_H_
