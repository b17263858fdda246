// The index that several packs share.
#ifndef DELTAPLAN_PLANNER_GIT_MULTI_PACK_INDEX_H_
#define DELTAPLAN_PLANNER_GIT_MULTI_PACK_INDEX_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace deltaplan::planner {

/// What a "multi-pack-index" file covers.
struct MultiPackIndex {
  std::uint64_t objects = 0;    ///< each counted once
  std::set<std::string> packs;  ///< the names of their .idx files
};

/// nullopt when the bytes are none of version 1, or damaged. Format: gitformat-pack,
/// "multi-pack-index (MIDX) files".
std::optional<MultiPackIndex> ParseMultiPackIndex(std::string_view bytes);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_MULTI_PACK_INDEX_H_
