#include "planner/text/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace deltaplan::planner {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's East Asian Width W and F, and emoji presentation, by block.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
    {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
    {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

constexpr Range kZeroWidth[] = {
    {0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D},
    {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
};

constexpr Range kUnsafe[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x061C, 0x061C},
    {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069},
};

template <std::size_t n>
bool IsIn(const Range (&ranges)[n], char32_t code) {
  const Range* range = std::ranges::lower_bound(ranges, code, {}, &Range::last);
  return range != std::end(ranges) && range->first <= code;
}

}  // namespace

std::optional<Utf8Character> DecodeUtf8(std::string_view bytes) {
  const auto byte = [bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return Utf8Character{lead, 1};

  Utf8Character character;
  char32_t smallest = 0;
  if ((lead & 0xE0) == 0xC0) {
    character = {static_cast<char32_t>(lead & 0x1F), 2};
    smallest = 0x80;
  } else if ((lead & 0xF0) == 0xE0) {
    character = {static_cast<char32_t>(lead & 0x0F), 3};
    smallest = 0x800;
  } else if ((lead & 0xF8) == 0xF0) {
    character = {static_cast<char32_t>(lead & 0x07), 4};
    smallest = 0x10000;
  } else {
    return std::nullopt;
  }
  if (bytes.size() < character.size) return std::nullopt;
  for (std::size_t i = 1; i < character.size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    character.code = character.code << 6 | static_cast<char32_t>(byte(i) & 0x3F);
  }
  const bool is_surrogate = character.code >= 0xD800 && character.code <= 0xDFFF;
  if (character.code < smallest || is_surrogate || character.code > 0x10FFFF) return std::nullopt;
  return character;
}

std::size_t AsciiPrefix(std::string_view text) {
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) < 0x80) ++at;
  return at;
}

bool IsUnsafeToDisplay(char32_t code) { return IsIn(kUnsafe, code); }

std::size_t ColumnsOf(char32_t code) {
  if (code < 0x300) return 1;
  if (IsIn(kZeroWidth, code)) return 0;
  return IsIn(kWide, code) ? 2 : 1;
}

}  // namespace deltaplan::planner
