#include "planner/facts/workspace.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "graph/ignore_rules.h"
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

// A service, then those that run its image, and those whose images that one is made FROM.
std::vector<const Service*> MadeOf(const Platform& platform, const Service& service) {
  std::set<std::string> bases{service.image};
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

// What is told of one service.
struct ComparedService {
  std::optional<warnings::ServiceWithoutRoot> without_root = {};
  std::map<std::size_t, std::vector<DependencyDifference>> differences = {};  // by baseline
};

// Compares services, several at once.
class ServiceComparison {
 public:
  ServiceComparison(const Config& config, const Platform& platform, const Forest& head,
                    const std::vector<const Forest*>& baselines, std::string remedy)
      : platform_(platform),
        head_(head),
        baselines_(baselines),
        remedy_(std::move(remedy)),
        needs_root_(config.dependencies == DependencyMode::kWorkspace),
        starts_(platform, config.workspace),
        options_{.precise = config.workspace.precise,
                 .is_ignored = IgnoredPackages(config.workspace)} {}

  ComparedService Compare(const Service& service, const ServiceFacts& facts) const {
    ComparedService compared;
    if (service.IsExternal()) return compared;
    if (needs_root_ && HasNoRoot(service)) {
      compared.without_root = {service.name, service.path->bytes()};
    }
    if (!facts.baseline) return compared;
    std::set<std::size_t> since{*facts.baseline};
    since.insert(facts.more_baselines.begin(), facts.more_baselines.end());
    for (const std::size_t baseline : since) {
      std::vector<DependencyDifference> differences =
          DifferencesOf(platform_, service, *baselines_[baseline], head_, starts_, options_);
      if (compared.without_root) AddLeft(service, *baselines_[baseline], differences);
      for (DependencyDifference& difference : differences) {
        const auto* side = std::get_if<UnreadableSide>(&difference.details);
        if (side != nullptr && side->cause == ReadCause::kBlobMissing && !remedy_.empty()) {
          difference.detail = remedy_;
        }
      }
      if (!differences.empty()) compared.differences.emplace(baseline, std::move(differences));
    }
    return compared;
  }

 private:
  // The packages of `before` that head has not: each one counts for a service without a root.
  void AddLeft(const Service& service, const Forest& before,
               std::vector<DependencyDifference>& differences) const {
    for (const auto& member : before.by_directory) {
      const RepoPath& directory = member.first;
      const bool is_root =
          std::ranges::all_of(member.second, [&](const workspace::MemberPlace& place) {
            return before.roots[place.root].side.root == directory;
          });
      const bool is_services = std::ranges::any_of(platform_.services, [&](const Service& other) {
        return other.path && other.path->Contains(directory);
      });
      if (is_root || is_services || head_.by_directory.contains(directory)) continue;
      differences.push_back(
          {.code = ReasonCode::kDependenciesChanged,
           .input = directory.bytes(),
           .via = {directory.bytes(), service.path->bytes()},
           .details = ClosureChange{.package = directory.bytes(), .joined = false}});
    }
  }

  bool HasNoRoot(const Service& service) const {
    const workspace::ServiceStarts own = starts_.Of(service);
    const std::vector<workspace::MemberPlace> starts = workspace::StartsIn(head_, own);
    return starts.empty() &&  // a member has a root
           IsWithoutRoot(head_, service, workspace::ClosureOf(head_, starts, own.options));
  }

  const Platform& platform_;
  const Forest& head_;
  const std::vector<const Forest*>& baselines_;
  const std::string remedy_;  // of blobs that the clone lacks
  const bool needs_root_;
  const WorkspaceStarts starts_;
  const workspace::CompareForestsOptions options_;
};

}  // namespace

std::unique_ptr<ForestReader> OpenForests(GitRepository& repository, graph::TreeReader& trees,
                                          const Config& config) {
  return std::make_unique<ForestReader>(trees, BlobTextsOf(repository),
                                        IgnoredPackages(config.workspace),
                                        graph::IgnoreRules(config.ignore));
}

Status AddWorkspace(ForestReader& reader, const Config& config, const RepositoryFacts& repository,
                    const ObjectId& tree, Platform& platform) {
  std::vector<RepoPath> paths = RootPathsOf(platform);
  for (const Package& package : platform.packages) paths.push_back(package.path);
  Result<const Forest*> forest = ReadForest(reader, repository, tree, paths, {});
  if (!forest) return std::move(forest).error();
  AddForest(**forest, config, platform);
  platform.awaited_files = reader.AwaitedFiles(tree, **forest);
  return Ok();
}

Result<ComparedWorkspaces> CompareWorkspaces(ForestReader& reader, const Config& config,
                                             const Platform& platform, const ObjectId& head_tree,
                                             const std::vector<ServiceFacts>& services,
                                             const std::vector<Baseline>& baselines,
                                             const RepositoryFacts& repository,
                                             graph::Parallelism parallelism) {
  const std::vector<RepoPath> paths = RootPathsOf(platform);
  Result<const Forest*> now = ReadForest(reader, repository, head_tree, paths, {});
  if (!now) return std::move(now).error();
  std::vector<const Forest*> then;
  const auto read = [&](const std::set<workspace::RootName>& with_records) -> Status {
    now = ReadForest(reader, repository, head_tree, paths, with_records);
    if (!now) return std::move(now).error();
    then.clear();
    for (const Baseline& baseline : baselines) {
      Result<const Forest*> forest =
          ReadForest(reader, repository, baseline.tree, paths, with_records);
      if (!forest) return std::move(forest).error();
      then.push_back(*forest);
    }
    return Ok();
  };
  // Most often the ids of lockfiles tell whose records are compared, so that each side is read
  // once.
  std::set<workspace::RootName> with_records;
  if (config.workspace.precise) {
    for (const Baseline& baseline : baselines) {
      with_records.merge(reader.OtherLockfiles(**now, baseline.tree));
    }
  }
  if (Status done = read(with_records); !done) return std::move(done).error();
  if (config.workspace.precise) {
    std::set<workspace::RootName> differing;
    for (const Forest* forest : then) AddDiffering(**now, *forest, differing);
    if (differing != with_records) {
      if (Status done = read(differing); !done) return std::move(done).error();
    }
  }
  const Forest& head = **now;
  ComparedWorkspaces found;
  for (const ReadRoot& root : head.roots) {
    std::ranges::copy(root.side.warnings, std::back_inserter(found.warnings));
  }
  std::string remedy;
  if (!reader.missing().empty() && repository.is_partial) {
    remedy = fmt::format("{}\n  {}", kFetchBlobsRemedy,
                         fmt::join(FetchBlobsCommands(reader.missing(), repository), "\n  "));
  }
  const ServiceComparison comparison(config, platform, head, then, std::move(remedy));
  std::vector<ComparedService> compared(services.size());
  constexpr std::size_t kWorthAThread = 16;
  if (services.size() < 2 * kWorthAThread) parallelism.jobs = 1;
  graph::ParallelFor(parallelism, services.size(), [&](std::size_t s) {
    compared[s] = comparison.Compare(platform.services[s], services[s]);
  });
  for (std::size_t s = 0; s < services.size(); ++s) {
    if (compared[s].without_root) found.warnings.emplace_back(*std::move(compared[s].without_root));
    for (auto& [baseline, differences] : compared[s].differences) {
      found.differences.emplace(std::pair(s, baseline), std::move(differences));
    }
  }
  return found;
}

}  // namespace deltaplan::planner
