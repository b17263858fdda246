// The tag maps as they are now, and a change of them.
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

/// One map. One that does not exist has no tags.
struct PresentMap {
  bool exists = false;
  TagMapFile file;
};

struct PresentTags {
  /// As the maps of the context; those that nobody asked for are as if they did not exist. Maps of
  /// one file have its text at one time.
  std::vector<PresentMap> maps;
  tfvars::TagMap tags;  ///< what all of them say
};

/// Whose tags are read.
struct WantedTags {
  /// Only the maps in which their tags stand, so that another one may be broken; empty: all maps.
  std::set<std::string> services = {};
  /// Of these maps only their tags are kept.
  bool alone = false;
};

Result<PresentTags> ReadPresentTags(const TagContext& tags, const Ports& ports,
                                    const WantedTags& wanted = {});

/// What to change, and what the history says of it.
struct TagMapChange {
  std::string command;     ///< "set", ...
  std::string why;         ///< as given; may be empty
  tfvars::TagMap changes;  ///< service -> new tag
  bool dry_run = false;    ///< nothing is written
};

/// One map that was to change.
struct ChangedMap {
  std::string file;
  bool differs = false;                ///< it did not hold the tags before
  bool written = false;                ///< it holds the tags now, and did not before
  std::optional<Error> history_error;  ///< it is written, and its history is not
  /// Whose lock was found, and taken over because that process is gone.
  std::optional<std::string> left_by;
};

struct ChangedTags {
  std::vector<TagChange> changes;
  std::vector<ChangedMap> maps;  ///< in the order of their files

  bool written() const;  ///< one of them, at least
};

/// A file that is to hold other tags.
struct TagFileChange {
  std::string file;                   ///< as the configuration names it
  std::string path;                   ///< where it lies
  std::optional<std::string> before;  ///< its text; nullopt: there is none yet
  std::string after;
  std::vector<TagChange> changes;  ///< of what its maps say; sorted by service
};

/// What `changes` make of the files whose maps hold these services' tags, in the order of the
/// files; pure. The rest is as for `ChangeTagMap`.
Result<std::vector<TagFileChange>> TagFileChanges(const TagContext& tags,
                                                  const PresentTags& present,
                                                  const tfvars::TagMap& changes);

/// Where a command was killed while it changed the map: adds the record that it had not added, and
/// removes its lock. Whose locks those were. Part of each change.
Result<std::vector<std::string>> FinishInterruptedChange(const PresentTags& present,
                                                         const Ports& ports);

/// Changes the maps that hold these services' tags: at once, only if they still are `present`, byte
/// by byte, all of them or none (see `Files::Replace`), and adds a record to the history of each
/// under the same lock.
/// `present` holds the tags of the changed services at least. A map that does not exist has to be
/// given the tag of each of its services.
Result<ChangedTags> ChangeTagMap(const TagContext& tags, PresentTags present,
                                 const TagMapChange& change, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_PRESENT_TAGS_H_
