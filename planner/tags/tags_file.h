// The tags of a plan in the form in which Terraform takes them.
#ifndef DELTAPLAN_PLANNER_TAGS_TAGS_FILE_H_
#define DELTAPLAN_PLANNER_TAGS_TAGS_FILE_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/plan.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

/// None, because `file`, the tag map, can't be given as variables.
TagsFile NoTagsFile(const std::string& file, const std::string& why,
                    TagsPlace place = TagsPlace::kTagMap);

/// The file for `image_tags`, which are complete; `entry` says where the environment keeps them,
/// and `map` is that file as it was read, in whose form it is; null: it is not there yet. Without
/// an entry it is a plain one.
/// `declared` are the variables of the root module, where they are known. `environment` may be
/// null.
TagsFile MakeTagsFile(const EnvironmentEntry* environment,
                      const std::optional<ImageTagsEntry>& entry, const TagMapFacts* map,
                      const std::vector<std::string>& services, const tfvars::TagMap& image_tags,
                      const std::optional<std::set<std::string>>& declared);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_TAGS_FILE_H_
