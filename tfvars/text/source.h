// A text with a name, and places in it.
#ifndef DELTAPLAN_TFVARS_TEXT_SOURCE_H_
#define DELTAPLAN_TFVARS_TEXT_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace deltaplan::tfvars {

/// Half-open range of byte offsets. Offsets have 32 bits: no text is longer than `kMaxSourceSize`.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  bool operator==(const Range&) const = default;
};

/// From the beginning of `first` to the end of `last`.
inline Range Cover(Range first, Range last) { return {first.begin, last.end}; }

/// Longest text that is parsed, in bytes.
inline constexpr std::size_t kMaxSourceSize = std::size_t{256} << 20;

/// One-based; columns count characters.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// The text of one file. `name` is what messages call it.
struct Source {
  std::string name;
  std::string text;

  std::string_view Slice(Range range) const {
    return std::string_view(text).substr(range.begin, range.size());
  }
  /// Counts from the beginning of the text: for messages.
  Position PositionAt(std::size_t offset) const;
  /// The line around `offset` without its end.
  Range LineAt(std::size_t offset) const;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_SOURCE_H_
