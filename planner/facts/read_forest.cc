#include "planner/facts/read_forest.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "graph/drop_doubles.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {

using graph::ObjectId;
using graph::RepoPath;
using workspace::Forest;
using workspace::ForestReader;

workspace::ServiceStarts StartsOf(const Service& service, const WorkspaceEntry& entry) {
  workspace::ServiceStarts starts;
  if (service.path) starts.path = *service.path;
  if (service.manifest) starts.manifests.push_back(*service.manifest);
  starts.options = {.dev = service.dev, .root = entry.root};
  return starts;
}

Result<Forest> ReadForest(ForestReader& reader, const RepositoryFacts& repository,
                          const ObjectId& tree, const std::vector<RepoPath>& paths,
                          const std::set<workspace::RootName>& with_records) {
  auto read = reader.Read(tree, paths, with_records);
  if (const auto* error = std::get_if<graph::TreeError>(&read)) {
    return TreeReadError(*error, repository);
  }
  return std::get<Forest>(std::move(read));
}

std::vector<RepoPath> RootPathsOf(const Platform& platform) {
  std::vector<RepoPath> paths;
  for (const Service& service : platform.services) {
    if (service.path) paths.push_back(*service.path);
    if (service.manifest) paths.push_back(*service.manifest);
  }
  for (const Package& package : platform.packages) paths.push_back(package.path);
  for (const Image& image : platform.images) {
    paths.insert(paths.end(), image.paths.begin(), image.paths.end());
  }
  std::ranges::sort(paths);
  graph::DropDoubles(paths);
  return paths;
}

std::vector<RepoPath> LockfilesOf(const workspace::Side& side) {
  std::vector<RepoPath> files = side.more_lockfiles;
  if (side.lockfile) files.push_back(*side.lockfile);
  return files;
}

}  // namespace deltaplan::planner
