// Where Terraform's variables files keep the tags of services.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_TAG_MAP_SURVEY_H_
#define DELTAPLAN_PLANNER_DISCOVERY_TAG_MAP_SURVEY_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/discovery/tree_survey.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

struct TagMap {
  graph::RepoPath file;
  std::string variable;            ///< with {service} where there is one for each
  std::vector<std::string> names;  ///< of services, in its spelling
  std::size_t score = 0;           ///< how many services it has; one more for its name
  bool is_scalar = false;          ///< each of its variables is one tag
  /// Where each service has a file, the one that this file is named after.
  std::string service = {};
  /// Its tags where they are whole references, by name.
  std::map<std::string, std::string> images = {};

  /// The path, which leads to a file of `service`, for all services.
  std::string ForAll(std::string_view path) const;
};

/// `path` with {service} for each directory, or file up to its dot, that is called `service`.
std::string WithServiceHole(std::string_view path, std::string_view service);

/// A map of tags is one that is called so ("image_tags"), or whose keys are all `services` and
/// whose values are images or hold commits; or settings of all services, with their tags among
/// them; or a variable with the tag of each; or a file with the tag of each, named after it or in a
/// directory of its name; for one service alone a variable that is called like a tag ("image_tag").
std::vector<TagMap> FindTagMaps(workspace::TreeFiles& files, const TreeSurvey& survey,
                                const std::set<std::string>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_TAG_MAP_SURVEY_H_
