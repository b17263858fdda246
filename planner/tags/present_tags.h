// The tag map as it is now, and a change of it.
#ifndef DELTAPLAN_PLANNER_TAGS_PRESENT_TAGS_H_
#define DELTAPLAN_PLANNER_TAGS_PRESENT_TAGS_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/live/tag_map_file.h"
#include "planner/model/result.h"
#include "planner/model/tag_record.h"
#include "planner/ports/ports.h"
#include "planner/tags/tag_context.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// One that does not exist has no tags.
struct PresentTags {
  bool exists = false;
  TagMapFile file;
};
/// With the tags of the services in `wanted` alone unless that is null.
Result<PresentTags> ReadPresentTags(const TagContext& tags, const Ports& ports,
                                    const std::set<std::string>* wanted = nullptr);

/// What to change, and what the history says of it.
struct TagMapChange {
  std::string command;     ///< "set", ...
  std::string why;         ///< as given; may be empty
  tfvars::TagMap changes;  ///< service -> new tag
  bool dry_run = false;    ///< nothing is written
};

struct ChangedTags {
  std::vector<TagChange> changes;
  bool written = false;                ///< the file holds them now, and did not before
  std::optional<Error> history_error;  ///< the map is written, and its history is not
  /// Whose lock was found, and taken over because that process is gone.
  std::optional<std::string> left_by;
};

/// Where a command was killed while it changed the map: adds the record that it had not added, and
/// removes its lock. Whose lock that was; nullopt: there was none. Part of each change.
Result<std::optional<std::string>> FinishInterruptedChange(const PresentTags& present,
                                                           const Ports& ports);

/// Changes the map, at once and only if it still is `present`, byte by byte, and adds a record to
/// its history under the same lock.
/// `present` holds the tags of the changed services at least. A map that does not exist has to be
/// given every service's tag.
Result<ChangedTags> ChangeTagMap(const TagContext& tags, PresentTags present,
                                 const TagMapChange& change, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_PRESENT_TAGS_H_
