// Packs and their indexes made byte by byte, sound and damaged.
#ifndef DELTAPLAN_TESTS_PLANNER_GIT_PACK_BUILDER_H_
#define DELTAPLAN_TESTS_PLANNER_GIT_PACK_BUILDER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <libdeflate.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/object_id.h"

namespace deltaplan::testing {

/// `value` as `size` bytes, the highest first.
inline std::string BigEndianBytes(std::uint64_t value, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = size; i-- > 0; value >>= 8U) bytes[i] = static_cast<char>(value & 0xFFU);
  return bytes;
}

inline std::string ZlibStream(std::string_view content) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(1);
  std::string bytes(libdeflate_zlib_compress_bound(compressor, content.size()), '\0');
  bytes.resize(libdeflate_zlib_compress(compressor, content.data(), content.size(), bytes.data(),
                                        bytes.size()));
  libdeflate_free_compressor(compressor);
  return bytes;
}

/// `size`, seven bits a byte, the lowest first, as deltas hold it.
inline std::string DeltaSize(std::size_t size) {
  std::string bytes;
  for (; size > 0x7FU; size >>= 7U) bytes += static_cast<char>((size & 0x7FU) | 0x80U);
  return bytes + static_cast<char>(size);
}

/// The first bytes of an entry.
inline std::string EntryHeader(unsigned type, std::size_t size) {
  const std::size_t rest = size >> 4U;
  const std::size_t first = (type << 4U) | (size & 15U) | (rest != 0 ? 0x80U : 0U);
  return static_cast<char>(first) + (rest != 0 ? DeltaSize(rest) : "");
}

/// How far before a delta its base begins; below 16,512.
inline std::string BaseDistance(std::size_t distance) {
  if (distance < 0x80U) return {static_cast<char>(distance)};
  const std::size_t high = (distance >> 7U) - 1;
  return {static_cast<char>(high | 0x80U), static_cast<char>(distance & 0x7FU)};
}

/// An id that begins with this byte; the others are zero.
inline graph::ObjectId IdWithFirstByte(unsigned first) {
  graph::ObjectId id;
  id.bytes[0] = static_cast<std::uint8_t>(first);
  return id;
}

inline std::string RawId(const graph::ObjectId& id) { return {id.bytes.begin(), id.bytes.end()}; }

/// Example:
///   PackBuilder builder;
///   builder.Add(id, EntryHeader(3, 5) + ZlibStream("hello"));
///   builder.Pack(); builder.Index();
class PackBuilder {
 public:
  /// Adds an entry that the index knows as `id`; returns where it begins.
  std::uint64_t Add(const graph::ObjectId& id, std::string_view entry) {
    const std::uint64_t offset = kHeader + body_.size();
    Name(id, offset);
    Append(entry);
    return offset;
  }
  /// Adds bytes that the index does not know.
  void Append(std::string_view bytes) { body_ += bytes; }
  /// Lets the index say that `id` begins at `offset`.
  void Name(const graph::ObjectId& id, std::uint64_t offset) { names_.emplace_back(id, offset); }
  std::uint64_t end() const { return kHeader + body_.size(); }

  std::string Pack() const {
    return "PACK" + BigEndianBytes(2, 4) + BigEndianBytes(names_.size(), 4) + body_ + kChecksum;
  }
  /// Version 2; all offsets in the table of large ones where that is wished.
  std::string Index(bool large_offsets = false) const {
    std::string ids;
    std::string offsets;
    std::string large;
    for (const auto& [id, offset] : Sorted()) {
      ids += RawId(id);
      const bool is_large = large_offsets || offset > 0x7FFFFFFFU;
      offsets += BigEndianBytes(is_large ? 0x80000000U | large.size() / 8 : offset, 4);
      if (is_large) large += BigEndianBytes(offset, 8);
    }
    const std::string checksums(names_.size() * 4, 'c');
    return std::string("\377tOc\0\0\0\2", 8) + FanOut() + ids + checksums + offsets + large +
           kChecksum + kOwnChecksum;
  }
  std::string IndexVersion1() const {
    std::string index = FanOut();
    for (const auto& [id, offset] : Sorted()) index += BigEndianBytes(offset, 4) + RawId(id);
    return index + kChecksum + kOwnChecksum;
  }

 private:
  using Names = std::vector<std::pair<graph::ObjectId, std::uint64_t>>;

  Names Sorted() const {
    Names sorted = names_;
    std::ranges::sort(sorted);
    return sorted;
  }
  std::string FanOut() const {
    std::string table;
    for (unsigned first = 0; first < 256; ++first) {
      const auto count = std::ranges::count_if(
          names_, [&](const auto& name) { return name.first.bytes[0] <= first; });
      table += BigEndianBytes(static_cast<std::uint64_t>(count), 4);
    }
    return table;
  }

  static constexpr std::size_t kHeader = 12;
  const std::string kChecksum = std::string(graph::ObjectId::kSize, 'p');
  const std::string kOwnChecksum = std::string(graph::ObjectId::kSize, 'i');
  std::string body_;
  Names names_;
};

}  // namespace deltaplan::testing

#endif  // DELTAPLAN_TESTS_PLANNER_GIT_PACK_BUILDER_H_
