// The states that a tag map has had.
#ifndef DELTAPLAN_PLANNER_TAGS_TIMELINE_H_
#define DELTAPLAN_PLANNER_TAGS_TIMELINE_H_

#include <cstddef>
#include <set>
#include <string>
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
