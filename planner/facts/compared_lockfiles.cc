#include "planner/facts/compared_lockfiles.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "planner/facts/read_forest.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using graph::RepoPath;
using workspace::Forest;
using workspace::ForestReader;

// Whether everybody below whose paths `file` lies is among `told`.
bool AreAllTold(const RepoPath& file, const std::set<std::string>& told, const Platform& platform) {
  const auto holds = [&](const RepoPath& path) { return path.Contains(file); };
  const auto packages = [&](const Package& package) {
    return holds(package.path) || std::ranges::any_of(package.inputs, holds);
  };
  const auto images = [&](const Image& image) { return std::ranges::any_of(image.paths, holds); };
  return std::ranges::none_of(platform.packages, packages) &&
         std::ranges::none_of(platform.images, images) &&
         std::ranges::all_of(platform.services, [&](const Service& service) {
           const bool has =
               (service.path && holds(*service.path)) || std::ranges::any_of(service.inputs, holds);
           return !has || told.contains(service.name);
         });
}

}  // namespace

Result<std::vector<RepoPath>> ComparedLockfiles(ForestReader& reader, const Config& config,
                                                const RepositoryFacts& repository,
                                                const ObjectId& tree, const Platform& platform) {
  const bool is_possible =
      config.workspace.precise &&
      std::ranges::any_of(platform.read_files, [&](const RepoPath& file) {
        return std::ranges::any_of(platform.services, [&](const Service& service) {
          return service.path && service.path->Contains(file);
        });
      });
  if (!is_possible) return std::vector<RepoPath>();
  Result<const Forest*> forest = ReadForest(reader, repository, tree, RootPathsOf(platform), {});
  if (!forest) return std::move(forest).error();
  std::map<RepoPath, std::set<std::string>> told;
  const WorkspaceStarts starts_of(platform, config.workspace);
  for (const Service& service : platform.services) {
    if (service.IsExternal()) continue;
    const workspace::ServiceStarts starts = starts_of.Of(service);
    const workspace::MemberClosure closure =
        workspace::ClosureOf(**forest, workspace::StartsIn(**forest, starts), starts.options);
    for (const std::size_t root : closure.roots) {
      for (const RepoPath& file : LockfilesOf((*forest)->roots[root].side)) {
        told[file].insert(service.name);
      }
    }
  }
  std::vector<RepoPath> compared;
  for (const auto& [file, services] : told) {
    if (AreAllTold(file, services, platform)) compared.push_back(file);
  }
  return compared;
}

graph::IgnoreRules IgnoredBytes(std::vector<std::string> rules,
                                const std::vector<graph::RepoPath>& compared) {
  for (const graph::RepoPath& file : compared) {
    std::string rule = "/";
    for (const char c : file.bytes()) {
      if (std::string_view("*?[\\ ").find(c) != std::string_view::npos) rule += '\\';
      rule += c;
    }
    rules.push_back(std::move(rule));
  }
  return graph::IgnoreRules(rules);
}

}  // namespace deltaplan::planner
