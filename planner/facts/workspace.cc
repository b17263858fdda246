#include "planner/facts/workspace.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "planner/config/tree_glob.h"
#include "planner/facts/forest_platform.h"
#include "planner/facts/read_forest.h"
#include "planner/ports/tree_read_error.h"
#include "planner/workspace/compare_forests.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using graph::RepoPath;
using workspace::Forest;
using workspace::ForestReader;
using workspace::ReadRoot;

// The names of "ignore_packages", as a test.
std::function<bool(std::string_view)> IgnoredPackages(const WorkspaceEntry& entry) {
  return [patterns = entry.ignore_packages](std::string_view name) {
    return std::ranges::any_of(
        patterns, [&](const std::string& pattern) { return MatchesComponent(pattern, name); });
  };
}

// The roots whose lockfile has to be read: it differs, or a file does that its records may hold.
void AddDiffering(const Forest& head, const Forest& baseline,
                  std::set<workspace::RootName>& roots) {
  for (const ReadRoot& now : head.roots) {
    const ReadRoot* then = baseline.Find(now.name());
    if (then == nullptr || then->root.ecosystem != now.root.ecosystem) continue;
    if (!now.side.lockfile || !then->side.lockfile) continue;
    if (now.side.lockfile_blob == then->side.lockfile_blob && now.file_blobs == then->file_blobs) {
      continue;
    }
    roots.insert(now.name());
  }
}

// A service, then those whose images its own is made FROM.
std::vector<const Service*> MadeOf(const Platform& platform, const Service& service) {
  std::set<std::string> bases;
  std::vector<std::string> open{service.image};
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto image = std::ranges::find(platform.images, name, &Image::name);
    if (image == platform.images.end()) continue;
    for (const std::string& base : image->from) {
      if (bases.insert(base).second) open.push_back(base);
    }
  }
  std::vector<const Service*> made{&service};
  for (const Service& other : platform.services) {
    if (!other.IsExternal() && &other != &service && bases.contains(other.image)) {
      made.push_back(&other);
    }
  }
  return made;
}

// What differs for `service` between two commits: also of what its image is made FROM.
std::vector<DependencyDifference> DifferencesOf(const Platform& platform, const Service& service,
                                                const Forest& before, const Forest& after,
                                                const WorkspaceStarts& starts,
                                                const workspace::CompareForestsOptions& options) {
  std::vector<DependencyDifference> differences;
  for (const Service* each : MadeOf(platform, service)) {
    for (DependencyDifference& difference :
         workspace::CompareForests(before, after, starts.Of(*each), options)) {
      if (each != &service) difference.via.push_back(service.path->bytes());
      differences.push_back(std::move(difference));
    }
  }
  return differences;
}

}  // namespace

std::unique_ptr<ForestReader> OpenForests(GitRepository& repository, graph::TreeReader& trees,
                                          const Config& config) {
  const auto read_blob = [&repository](const ObjectId& id) -> std::optional<std::string> {
    Result<std::string> text = repository.ReadBlob(id);
    if (!text) return std::nullopt;
    return *std::move(text);
  };
  return std::make_unique<ForestReader>(trees, read_blob, IgnoredPackages(config.workspace));
}

Status AddWorkspace(ForestReader& reader, const Config& config, const RepositoryFacts& repository,
                    const ObjectId& tree, Platform& platform) {
  std::vector<RepoPath> paths = RootPathsOf(platform);
  for (const Package& package : platform.packages) paths.push_back(package.path);
  Result<const Forest*> forest = ReadForest(reader, repository, tree, paths, {});
  if (!forest) return std::move(forest).error();
  AddForest(**forest, config, platform);
  return Ok();
}

Result<ComparedWorkspaces> CompareWorkspaces(ForestReader& reader, const Config& config,
                                             const Platform& platform, const ObjectId& head_tree,
                                             const std::vector<ServiceFacts>& services,
                                             const std::vector<Baseline>& baselines,
                                             const RepositoryFacts& repository) {
  const std::vector<RepoPath> paths = RootPathsOf(platform);
  std::vector<const Forest*> then;
  Result<const Forest*> now = ReadForest(reader, repository, head_tree, paths, {});
  if (!now) return std::move(now).error();
  std::set<workspace::RootName> with_records;
  for (const Baseline& baseline : baselines) {
    Result<const Forest*> forest = ReadForest(reader, repository, baseline.tree, paths, {});
    if (!forest) return std::move(forest).error();
    if (config.workspace.precise) AddDiffering(**now, **forest, with_records);
    then.push_back(*forest);
  }
  if (!with_records.empty()) {
    now = ReadForest(reader, repository, head_tree, paths, with_records);
    if (!now) return std::move(now).error();
    for (std::size_t b = 0; b < baselines.size(); ++b) {
      Result<const Forest*> forest =
          ReadForest(reader, repository, baselines[b].tree, paths, with_records);
      if (!forest) return std::move(forest).error();
      then[b] = *forest;
    }
  }
  const Forest& head = **now;
  std::string remedy;
  if (!reader.missing().empty() && repository.is_partial) {
    remedy = FetchBlobsRemedy(reader.missing(), repository);
  }
  const workspace::CompareForestsOptions options{.precise = config.workspace.precise,
                                                 .is_ignored = IgnoredPackages(config.workspace)};
  ComparedWorkspaces found;
  for (const ReadRoot& root : head.roots) {
    std::ranges::copy(root.side.warnings, std::back_inserter(found.warnings));
  }
  const WorkspaceStarts starts(platform, config.workspace);
  for (std::size_t s = 0; s < services.size(); ++s) {
    const Service& service = platform.services[s];
    if (service.IsExternal()) continue;
    const workspace::ServiceStarts own = starts.Of(service);
    if (config.dependencies == DependencyMode::kWorkspace &&
        IsWithoutRoot(head, service,
                      workspace::ClosureOf(head, workspace::StartsIn(head, own), own.options))) {
      found.warnings.emplace_back(
          warnings::ServiceWithoutRoot{service.name, service.path->bytes()});
    }
    if (!services[s].baseline) continue;
    std::set<std::size_t> since{*services[s].baseline};
    since.insert(services[s].more_baselines.begin(), services[s].more_baselines.end());
    for (const std::size_t b : since) {
      std::vector<DependencyDifference> differences =
          DifferencesOf(platform, service, *then[b], head, starts, options);
      for (DependencyDifference& difference : differences) {
        const auto* side = std::get_if<UnreadableSide>(&difference.details);
        if (side != nullptr && side->cause == ReadCause::kBlobMissing && !remedy.empty()) {
          difference.detail = remedy;
        }
      }
      if (!differences.empty()) found.differences.emplace(std::pair(s, b), std::move(differences));
    }
  }
  return found;
}

}  // namespace deltaplan::planner
