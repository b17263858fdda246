// Manifests and lockfiles of one commit, read for the services of a platform.
#ifndef DELTAPLAN_PLANNER_FACTS_READ_FOREST_H_
#define DELTAPLAN_PLANNER_FACTS_READ_FOREST_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
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

/// The bytes of a repository's files; it has to outlive what reads them so.
workspace::ReadBlobFunction BlobTextsOf(GitRepository& repository);

/// What services and base images are, in the eyes of package managers. The platform has to outlive
/// it.
class WorkspaceStarts {
 public:
  WorkspaceStarts(const Platform& platform, const WorkspaceEntry& entry);
  WorkspaceStarts(const WorkspaceStarts&) = delete;
  WorkspaceStarts& operator=(const WorkspaceStarts&) = delete;

  workspace::ServiceStarts Of(const Service& service) const;
  /// Of a base image for which the configuration names these packages.
  workspace::ClosureOptions OfImage(const std::vector<std::string>& packages) const;

 private:
  std::vector<graph::RepoPath> DirectoriesOf(const std::vector<std::string>& packages) const;

  const WorkspaceEntry& entry_;
  std::map<std::string_view, const graph::RepoPath*> packages_;
  workspace::DeclaredEdges declared_;
};

/// What `reader` finds in `tree`, as long as it lives; an error when a tree can't be read.
Result<const workspace::Forest*> ReadForest(workspace::ForestReader& reader,
                                            const RepositoryFacts& repository,
                                            const graph::ObjectId& tree,
                                            const std::vector<graph::RepoPath>& paths,
                                            const std::set<workspace::RootName>& with_records);

/// Where roots are looked for: those of services and base images, and of the packages that the
/// configuration says they depend on.
std::vector<graph::RepoPath> RootPathsOf(const Platform& platform);

/// All files of a root whose lines make its records.
std::vector<graph::RepoPath> LockfilesOf(const workspace::Side& side);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_READ_FOREST_H_
