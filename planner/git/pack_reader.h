// Objects straight out of git's packs.
//
// A plan reads tens of thousands of small trees. libgit2 takes a lock, several allocations and a
// fresh zlib state for each; this reader keeps the packs mapped and decodes in place, about three
// times as fast, and on several threads side by side. It only ever answers "here it is" or "not
// from me": whatever it does not find or does not understand (loose objects, alternates, damage) is
// left to libgit2, whose errors are shown.
#ifndef DELTAPLAN_PLANNER_GIT_PACK_READER_H_
#define DELTAPLAN_PLANNER_GIT_PACK_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"
#include "planner/git/delta_base_cache.h"
#include "planner/git/inflater.h"
#include "planner/git/pack_entry.h"
#include "planner/git/pack_files.h"

namespace deltaplan::planner {

/// Decodes objects of `PackFiles`, which must outlive it. Belongs to one thread.
class PackReader {
 public:
  explicit PackReader(const PackFiles& files)
      : files_(files), cache_(files.object_count(), files.kept_bytes()) {}

  /// Puts the content of object `id` into `raw` when it is in a pack and of type `type`. False: ask
  /// libgit2; `raw` then holds anything.
  bool Read(const graph::ObjectId& id, ObjectType type, std::string& raw);

 private:
  // A delta on the way from an object down to its whole base.
  struct Delta {
    PackLocation location;
    std::size_t size = 0;
    std::string_view compressed;
  };
  std::optional<PackLocation> BaseOf(const PackLocation& location, const PackEntry& entry) const;

  const PackFiles& files_;
  Inflater inflater_;
  DeltaBaseCache cache_;
  std::size_t hint_ = 0;
  std::vector<Delta> chain_;
  std::string delta_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_PACK_READER_H_
