#include "planner/git/multi_pack_index.h"

#include <algorithm>
#include <cstddef>

#include "planner/git/big_endian.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kHeader = 12;
constexpr std::size_t kTableEntry = 12;  // of a chunk: its name, then where it begins

// The chunk `name`, which ends where the next one of the table begins.
std::optional<std::string_view> Chunk(std::string_view bytes, std::string_view name) {
  const std::size_t count = static_cast<std::uint8_t>(bytes[6]);
  if (bytes.size() < kHeader + (count + 1) * kTableEntry) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view entry = bytes.substr(kHeader + i * kTableEntry, 2 * kTableEntry);
    if (!entry.starts_with(name)) continue;
    const std::uint64_t begin = BigEndian64(entry.data() + 4);
    const std::uint64_t end = BigEndian64(entry.data() + kTableEntry + 4);
    if (begin > end || end > bytes.size()) return std::nullopt;
    return bytes.substr(begin, end - begin);
  }
  return std::nullopt;
}

}  // namespace

std::optional<MultiPackIndex> ParseMultiPackIndex(std::string_view bytes) {
  constexpr std::size_t kFanOut = std::size_t{256} * 4;
  if (bytes.size() < kHeader || !bytes.starts_with(std::string_view("MIDX\1", 5))) {
    return std::nullopt;
  }
  const std::optional<std::string_view> fan_out = Chunk(bytes, "OIDF");
  std::optional<std::string_view> names = Chunk(bytes, "PNAM");
  if (!fan_out || fan_out->size() < kFanOut || !names) return std::nullopt;
  MultiPackIndex index;
  index.objects = BigEndian32(fan_out->data() + kFanOut - 4);  // the last counts all of them
  while (!names->empty()) {
    const std::string_view name = names->substr(0, names->find('\0'));
    names->remove_prefix(std::min(name.size() + 1, names->size()));
    if (!name.empty()) index.packs.emplace(name);  // else it fills up the chunk
  }
  return index;
}

}  // namespace deltaplan::planner
