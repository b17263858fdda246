// What manifests and lockfiles add to the facts: edges among packages, and what differs between
// each baseline and head.
#ifndef DELTAPLAN_PLANNER_FACTS_WORKSPACE_H_
#define DELTAPLAN_PLANNER_FACTS_WORKSPACE_H_

#include <memory>
#include <vector>

#include "graph/object_id.h"
#include "graph/parallel.h"
#include "planner/model/comparison.h"
#include "planner/model/config.h"
#include "planner/model/dependency_difference.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/service_facts.h"
#include "planner/model/warning.h"
#include "planner/ports/git_repository.h"
#include "planner/workspace/forest_reader.h"

namespace deltaplan::planner {

/// A reader of the manifests and lockfiles of `repository`, as the configuration wants them read.
/// Both have to outlive it, as has `trees`.
std::unique_ptr<workspace::ForestReader> OpenForests(GitRepository& repository,
                                                     graph::TreeReader& trees,
                                                     const Config& config);

/// Adds to `platform` the members of the workspaces in `tree`: a package for each that is no
/// service's own, the edges among them where "dependencies" is "workspace", and whose lockfile is
/// whose input. Files that are read are no build inputs any more of those whom they concern.
Status AddWorkspace(workspace::ForestReader& reader, const Config& config,
                    const RepositoryFacts& repository, const graph::ObjectId& tree,
                    Platform& platform);

struct ComparedWorkspaces {
  DependencyDifferences differences;
  Warnings warnings;  ///< about head; of a lockfile only where it was read
};

/// What differs in the closure of each service since each of its baselines.
Result<ComparedWorkspaces> CompareWorkspaces(workspace::ForestReader& reader, const Config& config,
                                             const Platform& platform,
                                             const graph::ObjectId& head_tree,
                                             const std::vector<ServiceFacts>& services,
                                             const std::vector<Baseline>& baselines,
                                             const RepositoryFacts& repository,
                                             graph::Parallelism parallelism);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_WORKSPACE_H_
