// One object as a pack holds it: whole or as a delta.
#ifndef DELTAPLAN_PLANNER_GIT_PACK_ENTRY_H_
#define DELTAPLAN_PLANNER_GIT_PACK_ENTRY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "graph/object_id.h"

namespace deltaplan::planner {

/// What git calls an object. The numbers are those of packs, and of libgit2's git_object_t.
enum class ObjectType : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };

/// A tree of a million entries is some 40 MiB; larger objects are none of ours.
inline constexpr std::size_t kLargestPackedObject = std::size_t{256} << 20U;

struct PackEntry {
  static constexpr std::uint8_t kOffsetDelta = 6;
  static constexpr std::uint8_t kRefDelta = 7;

  std::uint8_t type = 0;            ///< an ObjectType, or one of the two above
  std::size_t size = 0;             ///< inflated, of the delta where it is one
  std::uint64_t base_distance = 0;  ///< of an offset delta: how far before it its base begins
  graph::ObjectId base;             ///< of a ref delta
  std::string_view compressed;      ///< and whatever follows it
};

/// Reads the entry at the start of `bytes`; nullopt when they are none, and when its size is above
/// kLargestPackedObject. Format: gitformat-pack, "Pack entry".
std::optional<PackEntry> ParsePackEntry(std::string_view bytes);

/// Puts `base` with the inflated `delta` applied into `out`: copies out of the base, and
/// insertions. False when the delta is damaged or made for a base of another size.
bool ApplyDelta(std::string_view base, std::string_view delta, std::string& out);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_PACK_ENTRY_H_
