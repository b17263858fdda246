// What no longer is as it was when a plan was made.
#ifndef DELTAPLAN_PLANNER_DECIDE_MOVED_TAGS_H_
#define DELTAPLAN_PLANNER_DECIDE_MOVED_TAGS_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/tag_record.h"

namespace deltaplan::planner {

/// The tags that a plan rested on, and those that it leads to.
struct PlannedTags {
  /// What each service ran; nullopt: nothing was live.
  std::map<std::string, std::optional<std::string>> live;
  std::map<std::string, std::string> after;  ///< what each runs after the plan
  std::map<std::string, std::string> map;    ///< what one tag map said
};

/// The services that run something else now than the plan took for live. What the plan leads to is
/// no such thing: then it has been carried out for that service, and nothing goes back. A service
/// in neither map runs nothing; `unknown` are those of which nobody can tell.
std::vector<TagChange> MovedLiveTags(const PlannedTags& planned,
                                     const std::map<std::string, std::string>& live,
                                     const std::map<std::string, std::string>& unknown);

/// The same of the tag map: whoever carries the plan out writes what it leads to.
std::vector<TagChange> MovedMapTags(const PlannedTags& planned,
                                    const std::map<std::string, std::string>& map);

/// Tag maps by file and place. They have to outlive it.
using TagMapsByPlace = std::map<std::pair<std::string, std::string>, const TagMapFacts*>;
TagMapsByPlace ByPlace(const std::optional<TagMapFacts>& own,
                       const std::vector<TagMapFacts>& others);

/// What a tag map says otherwise now, and not as the plan leads to.
struct MovedMap {
  std::string file;
  std::vector<TagChange> changes;
};

/// The maps of the plan, `then`, and those that are there now, place by place.
std::vector<MovedMap> MovedMaps(const PlannedTags& planned, const TagMapsByPlace& then,
                                const TagMapsByPlace& now);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_MOVED_TAGS_H_
