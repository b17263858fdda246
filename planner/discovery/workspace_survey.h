// Which package managers install the services of a tree.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_WORKSPACE_SURVEY_H_
#define DELTAPLAN_PLANNER_DISCOVERY_WORKSPACE_SURVEY_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "graph/repo_path.h"
#include "planner/discovery/discovery.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

struct WorkspaceSurvey {
  std::optional<FoundWorkspace> found;  ///< nullopt: manifests would not tell more than nothing
  std::set<graph::RepoPath> members;    ///< directories of packages; none without `found`
};

/// Whether manifests say who depends on what: some service has a package of a workspace, all of
/// these can be read, and no service is only a part of one (a module of Go is a unit, so each of
/// its services would hang on all of it).
WorkspaceSurvey SurveyWorkspace(workspace::TreeFiles& files,
                                const std::vector<graph::RepoPath>& services);

/// What the manifests in `directory` call their package, without the owner and the version that
/// may be part of it ("@acme/shop", "example.com/shop/v2"); none of those that can't be read.
std::vector<std::string> PackageNames(workspace::TreeFiles& files,
                                      const graph::RepoPath& directory);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_WORKSPACE_SURVEY_H_
