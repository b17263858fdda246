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

workspace::ReadBlobFunction BlobTextsOf(GitRepository& repository) {
  return [&repository](const graph::ObjectId& id) -> std::optional<std::string> {
    Result<std::string> text = repository.ReadBlob(id);
    if (!text) return std::nullopt;
    return *std::move(text);
  };
}

WorkspaceStarts::WorkspaceStarts(const Platform& platform, const WorkspaceEntry& entry)
    : entry_(entry) {
  for (const Package& package : platform.packages) packages_.emplace(package.name, &package.path);
  for (const Package& package : platform.packages) {
    if (!package.depends_on.empty()) {
      declared_.emplace(package.path, DirectoriesOf(package.depends_on));
    }
  }
}

std::vector<RepoPath> WorkspaceStarts::DirectoriesOf(
    const std::vector<std::string>& packages) const {
  std::vector<RepoPath> directories;
  for (const std::string& name : packages) directories.push_back(*packages_.at(name));
  return directories;
}

workspace::ServiceStarts WorkspaceStarts::Of(const Service& service) const {
  workspace::ServiceStarts starts;
  if (service.path) starts.path = *service.path;
  if (service.manifest) starts.manifests.push_back(*service.manifest);
  starts.options = OfImage(service.depends_on.value_or(std::vector<std::string>()));
  starts.options.dev = service.dev;
  return starts;
}

workspace::ClosureOptions WorkspaceStarts::OfImage(const std::vector<std::string>& packages) const {
  return {.dev = entry_.dev,
          .root = entry_.root,
          .further = DirectoriesOf(packages),
          .declared = &declared_};
}

Result<const Forest*> ReadForest(ForestReader& reader, const RepositoryFacts& repository,
                                 const ObjectId& tree, const std::vector<RepoPath>& paths,
                                 const std::set<workspace::RootName>& with_records) {
  auto read = reader.Read(tree, paths, with_records);
  if (const auto* error = std::get_if<graph::TreeError>(&read)) {
    return TreeReadError(*error, repository);
  }
  return std::get<const Forest*>(read);
}

std::vector<RepoPath> RootPathsOf(const Platform& platform) {
  std::vector<RepoPath> paths;
  std::set<std::string_view> named;
  for (const Service& service : platform.services) {
    if (service.path) paths.push_back(*service.path);
    if (service.manifest) paths.push_back(*service.manifest);
    if (service.depends_on) named.insert(service.depends_on->begin(), service.depends_on->end());
  }
  for (const Package& package : platform.packages) {
    named.insert(package.depends_on.begin(), package.depends_on.end());
  }
  for (const Package& package : platform.packages) {
    if (named.contains(package.name)) paths.push_back(package.path);
  }
  for (const Image& image : platform.images) {
    paths.insert(paths.end(), image.paths.begin(), image.paths.end());
  }
  graph::SortWithoutDoubles(paths);
  return paths;
}

std::vector<RepoPath> LockfilesOf(const workspace::Side& side) {
  std::vector<RepoPath> files = side.more_lockfiles;
  if (side.lockfile) files.push_back(*side.lockfile);
  return files;
}

}  // namespace deltaplan::planner
