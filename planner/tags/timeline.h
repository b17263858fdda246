// The states that a tag map has had.
#ifndef DELTAPLAN_PLANNER_TAGS_TIMELINE_H_
#define DELTAPLAN_PLANNER_TAGS_TIMELINE_H_

#include <vector>

#include "planner/model/config.h"
#include "planner/model/result.h"
#include "planner/model/tag_record.h"
#include "planner/ports/ports.h"
#include "planner/tags/tag_context.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// The states of the map of `environment`, the newest first: see `TagTimeline`. Of git the states
/// along the first parents of head count, at most 200 of them.
Result<std::vector<TagVersion>> ReadTagTimeline(const TagContext& tags,
                                                const EnvironmentEntry& environment,
                                                const tfvars::TagMap& present, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_TIMELINE_H_
