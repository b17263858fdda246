#include "tfvars/text/source.h"

#include <algorithm>

namespace deltaplan::tfvars {

Position Source::PositionAt(std::size_t offset) const {
  const std::string_view before = std::string_view(text).substr(0, offset);
  const Range line = LineAt(offset);
  // Bytes that continue a character of UTF-8 are no column of their own.
  const auto characters = std::ranges::count_if(before.substr(line.begin), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return {.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
          .column = static_cast<std::size_t>(characters) + 1};
}

Range Source::LineAt(std::size_t offset) const {
  offset = std::min(offset, text.size());
  const std::size_t newline = std::string_view(text).substr(0, offset).rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  std::size_t end = std::min(text.find('\n', offset), text.size());
  if (end > begin && text[end - 1] == '\r') --end;
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

}  // namespace deltaplan::tfvars
