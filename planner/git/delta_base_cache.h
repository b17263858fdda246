// Objects that were decoded lately, on which others are built.
#ifndef DELTAPLAN_PLANNER_GIT_DELTA_BASE_CACHE_H_
#define DELTAPLAN_PLANNER_GIT_DELTA_BASE_CACHE_H_

#include <atomic>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "planner/git/pack_entry.h"
#include "planner/git/pack_files.h"

namespace deltaplan::planner {

/// How many bytes the large objects of all caches of a repository take, whichever thread they
/// belong to.
using SharedBytes = std::atomic<std::size_t>;

/// Bases of deltas: neighbouring versions of a tree share them. Where two objects want the same
/// slot, the later one gets it: no lists, no allocations. Small objects have many slots; the large
/// ones of all threads together hold kMostLargeBytes at most, and one object for each thread.
class DeltaBaseCache {
 public:
  static constexpr std::size_t kMostLargeBytes = std::size_t{96} << 20U;  // git's limit, too

  /// For packs of so many objects; `large_bytes` must outlive it.
  DeltaBaseCache(std::size_t object_count, SharedBytes& large_bytes);
  ~DeltaBaseCache();
  DeltaBaseCache(const DeltaBaseCache&) = delete;
  DeltaBaseCache& operator=(const DeltaBaseCache&) = delete;

  struct Slot {
    PackLocation location = {.pack = std::numeric_limits<std::size_t>::max()};  ///< of no pack
    ObjectType type = ObjectType::kTree;
    std::string bytes;
  };
  /// The object at `location`; null when it is not there (any more).
  const Slot* Find(const PackLocation& location) const;
  /// Puts `bytes` there, and leaves in it the room of what had been there before. May evict
  /// others.
  const Slot& Store(const PackLocation& location, ObjectType type, std::string& bytes);

 private:
  Slot& LargeSlot(const PackLocation& location, std::size_t size);
  void CountLarge(std::size_t bytes);

  std::vector<Slot> small_;
  std::vector<Slot> large_;
  std::size_t own_bytes_ = 0;  // of the large ones
  SharedBytes& large_bytes_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_DELTA_BASE_CACHE_H_
