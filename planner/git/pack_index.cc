#include "planner/git/pack_index.h"

#include <cstring>

#include "planner/git/big_endian.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

constexpr std::size_t kFanOut = std::size_t{256} * 4;
constexpr std::size_t kTrailer = 2 * ObjectId::kSize;      // the pack's checksum, and its own
constexpr std::string_view kHeader("\377tOc\0\0\0\2", 8);  // of version 2; version 1 has none

// The number of objects: the last of the ascending table.
std::optional<std::uint32_t> CountIn(const char* fan_out) {
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint32_t next = BigEndian32(fan_out + i * 4);
    if (next < count) return std::nullopt;
    count = next;
  }
  return count;
}

}  // namespace

std::optional<PackIndex> PackIndex::Parse(std::string_view bytes) {
  const bool is_version_2 = bytes.starts_with(kHeader);
  const std::size_t header = is_version_2 ? kHeader.size() : 0;
  if (bytes.size() < header + kFanOut + kTrailer) return std::nullopt;
  PackIndex index;
  index.fan_out_ = bytes.data() + header;
  const std::optional<std::uint32_t> count = CountIn(index.fan_out_);
  if (!count) return std::nullopt;
  index.count_ = *count;
  const std::size_t table = bytes.size() - header - kFanOut - kTrailer;
  const char* const start = index.fan_out_ + kFanOut;
  if (is_version_2) {  // ids, checksums, offsets, large offsets
    const std::size_t least = std::size_t{*count} * (ObjectId::kSize + 4 + 4);
    if (table < least || (table - least) % 8 != 0) return std::nullopt;
    index.ids_ = start;
    index.id_stride_ = ObjectId::kSize;
    index.offsets_ = start + std::size_t{*count} * (ObjectId::kSize + 4);
    index.offset_stride_ = 4;
    index.large_offsets_ = {start + least, table - least};
    index.has_large_offsets_ = true;
  } else {  // an offset and an id each
    index.offset_stride_ = index.id_stride_ = 4 + ObjectId::kSize;
    if (table != *count * index.id_stride_) return std::nullopt;
    index.offsets_ = start;
    index.ids_ = start + 4;
  }
  index.pack_checksum_ = bytes.substr(bytes.size() - kTrailer, ObjectId::kSize);
  return index;
}

std::optional<std::uint64_t> PackIndex::OffsetAt(std::size_t position) const {
  constexpr std::uint32_t kIsLarge = 0x80000000U;
  const std::uint32_t offset = BigEndian32(offsets_ + position * offset_stride_);
  if (!has_large_offsets_ || (offset & kIsLarge) == 0) return offset;
  const std::size_t large = offset & ~kIsLarge;
  if (large >= large_offsets_.size() / 8) return std::nullopt;
  return BigEndian64(large_offsets_.data() + large * 8);
}

std::optional<std::uint64_t> PackIndex::Find(const ObjectId& id) const {
  const std::size_t first = id.bytes[0];
  std::uint32_t low = first == 0 ? 0 : BigEndian32(fan_out_ + (first - 1) * 4);
  std::uint32_t high = BigEndian32(fan_out_ + first * 4);
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const int order = std::memcmp(ids_ + middle * id_stride_, id.bytes.data(), ObjectId::kSize);
    if (order == 0) return OffsetAt(middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

}  // namespace deltaplan::planner
