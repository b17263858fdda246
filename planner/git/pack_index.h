// Which object begins where in a pack.
#ifndef DELTAPLAN_PLANNER_GIT_PACK_INDEX_H_
#define DELTAPLAN_PLANNER_GIT_PACK_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "graph/object_id.h"

namespace deltaplan::planner {

/// A pack's index (".idx", version 1 or 2), read in place: the bytes must outlive it. Format:
/// gitformat-pack, "Version 1 pack-*.idx files" and "Version 2".
///
/// - The tables lie within the bytes, and the fan-out table ascends to the number of objects.
/// - Offsets are what the file says: they may lie outside of the pack.
class PackIndex {
 public:
  /// nullopt when the bytes are no index. The checksum is not verified: git does not either.
  static std::optional<PackIndex> Parse(std::string_view bytes);

  std::uint32_t count() const { return count_; }
  /// The id at `position`, which is below count(). Ids are sorted.
  graph::ObjectId IdAt(std::size_t position) const {
    return graph::ObjectId::FromRaw(ids_ + position * id_stride_);
  }
  /// Where that object begins; nullopt when the table of large offsets ends before it.
  std::optional<std::uint64_t> OffsetAt(std::size_t position) const;
  /// Where the object `id` begins.
  std::optional<std::uint64_t> Find(const graph::ObjectId& id) const;
  /// What the pack's own bytes end with.
  std::string_view pack_checksum() const { return pack_checksum_; }

 private:
  std::uint32_t count_ = 0;
  const char* fan_out_ = nullptr;
  const char* ids_ = nullptr;
  std::size_t id_stride_ = 0;
  const char* offsets_ = nullptr;
  std::size_t offset_stride_ = 0;
  std::string_view large_offsets_;  // version 2 only
  bool has_large_offsets_ = false;  // the highest bit of an offset has a meaning
  std::string_view pack_checksum_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_PACK_INDEX_H_
