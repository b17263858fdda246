// The states that a tag map has had.
#ifndef DELTAPLAN_PLANNER_TAGS_TIMELINE_H_
#define DELTAPLAN_PLANNER_TAGS_TIMELINE_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "planner/model/command_warnings.h"
#include "planner/model/config.h"
#include "planner/model/result.h"
#include "planner/model/tag_record.h"
#include "planner/ports/ports.h"
#include "planner/tags/tag_context.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

struct Timeline {
  std::vector<TagVersion> versions;          ///< the newest first; never empty
  std::size_t in_history = 0;                ///< how many of the first ones are not from git
  std::vector<SkippedVersion> skipped = {};  ///< the newest first
};

/// A state of a file in git.
struct GitState {
  TagRecord record;  ///< of the commit that has made it, as in `TagVersion`
  std::variant<tfvars::TagMap, SkippedVersion::Why> tags;  ///< or why they can't be read
};

/// The states of a file along the first parents of head.
struct GitStates {
  std::vector<GitState> states = {};  ///< the newest first
  /// How many of them are newer than the commit at which the first record of the file's history was
  /// written; nullopt: that commit is not among those that were looked at.
  std::optional<std::size_t> newer = {};
};

/// The timeline of one file, whose tags are `present` and whose history has `records`. States in
/// git that came after the first record was written are told by the records. Clocks may jump: the
/// time counts only where git does not tell which these are. Pure.
Timeline FileTimeline(const tfvars::TagMap& present, const std::vector<TagRecord>& records,
                      GitStates in_git);

/// One timeline of several files, which are not none: what was changed in them at once, by one
/// command or commit, is one step. Pure.
Timeline JoinTimelines(std::vector<Timeline> files);

/// The states of the tags of `environment`, of which `present` is the newest: see `TagTimeline`. Of
/// git the states along the first parents of head count, at most 200 of each map. Several files
/// have one timeline, as `JoinTimelines` makes it. With `services` only the files count in which
/// their tags stand, so that another may be broken.
Result<Timeline> ReadTagTimeline(const TagContext& tags, const EnvironmentEntry& environment,
                                 const tfvars::TagMap& present,
                                 const std::set<std::string>& services, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_TIMELINE_H_
