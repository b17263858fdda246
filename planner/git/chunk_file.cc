#include "planner/git/chunk_file.h"

#include <cstdint>

#include "planner/git/big_endian.h"

namespace deltaplan::planner {

std::optional<std::string_view> FindChunk(std::string_view bytes, std::size_t header,
                                          std::string_view name) {
  constexpr std::size_t kTableEntry = 12;  // of a chunk: its name, then where it begins
  const std::size_t count = static_cast<std::uint8_t>(bytes[6]);
  if (bytes.size() < header + (count + 1) * kTableEntry) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view entry = bytes.substr(header + i * kTableEntry, 2 * kTableEntry);
    if (!entry.starts_with(name)) continue;
    const std::uint64_t begin = BigEndian64(entry.data() + 4);
    const std::uint64_t end = BigEndian64(entry.data() + kTableEntry + 4);
    if (begin > end || end > bytes.size()) return std::nullopt;
    return bytes.substr(begin, end - begin);
  }
  return std::nullopt;
}

}  // namespace deltaplan::planner
