// Where Terraform's files keep the tags of services, and for which environments.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_ENVIRONMENTS_SURVEY_H_
#define DELTAPLAN_PLANNER_DISCOVERY_ENVIRONMENTS_SURVEY_H_

#include <set>
#include <string>
#include <vector>

#include "planner/discovery/discovery.h"
#include "planner/discovery/tree_survey.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

/// The environments of the tag maps of a tree (`FindTagMaps`): one for each that the map's path, a
/// variables file beside it or a Terraform workspace names; "prod" where nothing does. Sorted by
/// name; none where there is no map.
std::vector<FoundEnvironment> FindEnvironments(workspace::TreeFiles& files,
                                               const TreeSurvey& survey,
                                               const std::set<std::string>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_ENVIRONMENTS_SURVEY_H_
