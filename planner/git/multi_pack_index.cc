#include "planner/git/multi_pack_index.h"

#include <algorithm>
#include <cstddef>

#include "planner/git/big_endian.h"
#include "planner/git/chunk_file.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kHeader = 12;
}  // namespace

std::optional<MultiPackIndex> ParseMultiPackIndex(std::string_view bytes) {
  constexpr std::size_t kFanOut = std::size_t{256} * 4;
  if (bytes.size() < kHeader || !bytes.starts_with(std::string_view("MIDX\1", 5))) {
    return std::nullopt;
  }
  const std::optional<std::string_view> fan_out = FindChunk(bytes, kHeader, "OIDF");
  std::optional<std::string_view> names = FindChunk(bytes, kHeader, "PNAM");
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
