// Manifests and lockfiles of one commit, read for the services of a platform.
#ifndef DELTAPLAN_PLANNER_FACTS_READ_FOREST_H_
#define DELTAPLAN_PLANNER_FACTS_READ_FOREST_H_

#include <set>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"
#include "planner/workspace/compare_forests.h"
#include "planner/workspace/forest_reader.h"

namespace deltaplan::planner {

/// What a service is, in the eyes of package managers.
workspace::ServiceStarts StartsOf(const Service& service, const WorkspaceEntry& entry);

/// What `reader` finds in `tree`; an error when a tree can't be read.
Result<workspace::Forest> ReadForest(workspace::ForestReader& reader,
                                     const RepositoryFacts& repository, const graph::ObjectId& tree,
                                     const std::vector<graph::RepoPath>& paths,
                                     const std::set<workspace::RootName>& with_records);

/// Where roots are looked for.
std::vector<graph::RepoPath> RootPathsOf(const Platform& platform);

/// All files of a root whose lines make its records.
std::vector<graph::RepoPath> LockfilesOf(const workspace::Side& side);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_READ_FOREST_H_
