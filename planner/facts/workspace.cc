#include "planner/facts/workspace.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/config/tree_glob.h"
#include "planner/facts/read_forest.h"
#include "planner/ports/tree_read_error.h"
#include "planner/workspace/compare_forests.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using graph::RepoPath;
using workspace::EdgeSource;
using workspace::Forest;
using workspace::ForestReader;
using workspace::LocalEdge;
using workspace::Member;
using workspace::MemberPlace;
using workspace::ReadRoot;

// The names of "ignore_packages", as a test.
std::function<bool(std::string_view)> IgnoredPackages(const WorkspaceEntry& entry) {
  return [patterns = entry.ignore_packages](std::string_view name) {
    return std::ranges::any_of(
        patterns, [&](const std::string& pattern) { return MatchesComponent(pattern, name); });
  };
}

const char* SourceName(EdgeSource source) {
  switch (source) {
    case EdgeSource::kManifest:
      return "manifest";
    case EdgeSource::kLockfile:
      return "lockfile";
    case EdgeSource::kBoth:
      break;
  }
  return "both";
}

// Turns members into packages, and their edges into those of the platform.
class PlatformWriter {
 public:
  PlatformWriter(const Forest& forest, const Config& config, Platform& platform)
      : forest_(forest), config_(config), platform_(platform) {
    for (const Package& package : platform.packages) {
      name_of_.emplace(package.path, package.name);
      names_.insert(package.name);
    }
    all_dev_ = std::ranges::all_of(platform.services, [](const Service& service) {
      return service.IsExternal() || service.dev;
    });
  }

  void Write() {
    if (config_.dependencies == DependencyMode::kWorkspace) {
      AddPackages();
      AddPackageEdges();
    }
    for (Service& service : platform_.services) {
      if (!service.IsExternal()) AddService(service);
    }
    for (Image& image : platform_.images) AddImage(image);
    TakeOver();
    std::ranges::sort(platform_.packages, {}, &Package::name);
    graph::SortWithoutDoubles(platform_.read_files);
  }

 private:
  bool IsOfRoot(const MemberPlace& place) const {
    return forest_[place].directory == forest_.roots[place.root].side.root;
  }

  // Whether some service is a part of the member.
  bool HoldsServices(const MemberPlace& place) const {
    if (!forest_.roots[place.root].root.ecosystem->holds_services) return false;
    return std::ranges::any_of(platform_.services, [&](const Service& service) {
      if (!service.path || service.path == forest_[place].directory) return false;
      const std::vector<MemberPlace> starts =
          workspace::StartsIn(forest_, StartsOf(service, config_.workspace));
      return std::ranges::find(starts, place) != starts.end() &&
             !service.path->Contains(forest_[place].directory);
    });
  }

  // The service at or above a directory: its files are the service's own.
  const Service* OwnerOf(const RepoPath& directory) const {
    for (const Service& service : platform_.services) {
      if (service.path && service.path->Contains(directory)) return &service;
    }
    return nullptr;
  }

  void AddPackages() {
    std::set<RepoPath> wanted;
    for (const auto& [directory, places] : forest_.by_directory) {
      for (const MemberPlace& place : places) {
        if (!IsOfRoot(place) && OwnerOf(directory) == nullptr) wanted.insert(directory);
        if (HoldsServices(place)) wanted.insert(directory);
        // Also a service's own directory, where somebody else depends on it.
        for (const LocalEdge& edge : forest_[place].local) {
          const Service* owner = OwnerOf(edge.directory);
          if (owner == nullptr || owner != OwnerOf(directory)) wanted.insert(edge.directory);
        }
      }
    }
    for (const RepoPath& directory : wanted) {
      if (name_of_.contains(directory)) continue;
      Package package;
      package.name = directory.IsRoot() ? "." : directory.bytes();
      while (!names_.insert(package.name).second) package.name += "/";
      package.path = directory;
      name_of_.emplace(directory, package.name);
      platform_.packages.push_back(std::move(package));
    }
  }

  void AddEdge(const RepoPath& from, const LocalEdge& edge, std::vector<std::string>& packages) {
    const auto found = name_of_.find(edge.directory);
    if (found == name_of_.end() || edge.directory == from) return;
    packages.push_back(found->second);
    std::string& source = platform_.found_edges[{from.bytes(), edge.directory.bytes()}];
    const char* own = SourceName(edge.source);
    source = source.empty() || source == own ? own : "both";
  }

  void AddPackageEdges() {
    for (Package& package : platform_.packages) {
      const auto places = forest_.by_directory.find(package.path);
      if (places == forest_.by_directory.end()) continue;
      for (const MemberPlace& place : places->second) {
        for (const LocalEdge& edge : forest_[place].local) {
          if (workspace::Counts(edge.kind, all_dev_, false)) {
            AddEdge(package.path, edge, package.packages);
          }
        }
        for (const RepoPath& file : forest_[place].files) package.inputs.push_back(file);
      }
      graph::SortWithoutDoubles(package.packages);
      graph::SortWithoutDoubles(package.inputs);
    }
  }

  void AddService(Service& service) {
    const workspace::ServiceStarts starts = StartsOf(service, config_.workspace);
    const std::vector<MemberPlace> members = workspace::StartsIn(forest_, starts);
    const workspace::MemberClosure closure = workspace::ClosureOf(forest_, members, starts.options);
    const bool is_workspace = config_.dependencies == DependencyMode::kWorkspace;
    if (is_workspace) {
      const auto follow = [&](const MemberPlace& place) {
        for (const LocalEdge& edge : forest_[place].local) {
          const bool counts = workspace::Counts(edge.kind, service.dev, true);
          if (counts && !service.path->Contains(edge.directory)) {
            AddEdge(*service.path, edge, service.packages);
          }
        }
      };
      for (const MemberPlace& place : members) follow(place);
      for (const std::size_t root : closure.roots) {
        if (!forest_.roots[root].root.ecosystem->root_counts) continue;
        const std::vector<Member>& all = forest_.roots[root].side.members;
        const bool counts = starts.options.root && forest_.roots[root].root.ecosystem->root_counts;
        for (std::size_t m = 0; counts && m < all.size(); ++m) {
          if (all[m].directory == forest_.roots[root].side.root) follow({root, m});
        }
      }
      // Without development edges among packages, who has them is told of all that they lead to.
      // What only records lead back to has no edge of its own either.
      for (const auto& [directory, from] : closure.directories) {
        const auto found = name_of_.find(directory);
        if (found == name_of_.end() || service.path->Contains(directory)) continue;
        if (all_dev_ && HasEdge(from, directory)) continue;
        service.packages.push_back(found->second);
      }
      for (const auto& [file, from] : closure.files) service.inputs.push_back(file);
    }
    for (const std::size_t r : closure.roots) {
      const workspace::Side& side = forest_.roots[r].side;
      // Edges can't be told: whatever the root may install counts, by its reasons.
      AddRead(side);
      if (side.lockfile && !config_.workspace.precise)
        service.build_inputs.push_back(*side.lockfile);
      const std::set<RepoPath> read = FilesOf(side);
      service.read_files.insert(service.read_files.end(), read.begin(), read.end());
      rooted_.insert(service.name);
    }
    graph::SortWithoutDoubles(service.read_files);
    graph::SortWithoutDoubles(service.packages);
    graph::SortWithoutDoubles(service.inputs);
    graph::SortWithoutDoubles(service.build_inputs);
  }

  // A base image is made of its members, and of the lockfile as a whole: nobody runs it, so nothing
  // tells what it was built from.
  void AddImage(Image& image) {
    std::vector<MemberPlace> members;
    for (const RepoPath& path : image.paths) {
      const std::vector<MemberPlace> below = forest_.MembersBelow(path);
      members.insert(members.end(), below.begin(), below.end());
    }
    const workspace::MemberClosure closure = workspace::ClosureOf(
        forest_, members, {.dev = config_.workspace.dev, .root = config_.workspace.root});
    for (const auto& [directory, from] : closure.directories) {
      const auto found = name_of_.find(directory);
      if (found != name_of_.end()) image.packages.push_back(found->second);
    }
    for (const std::size_t r : closure.roots) {
      const workspace::Side& side = forest_.roots[r].side;
      if (side.lockfile) image.build_inputs.push_back(*side.lockfile);
    }
    graph::SortWithoutDoubles(image.packages);
    graph::SortWithoutDoubles(image.build_inputs);
  }

  bool HasEdge(const RepoPath& from, const RepoPath& to) const {
    return platform_.found_edges.contains({from.bytes(), to.bytes()});
  }

  // What of a root is read: its lockfile, where it counts by what it says, its manifests, settings.
  std::set<RepoPath> FilesOf(const workspace::Side& side) const {
    std::set<RepoPath> files;
    for (const RepoPath& file : LockfilesOf(side)) files.insert(file);
    if (side.member_list) files.insert(*side.member_list);
    for (const workspace::Setting& setting : side.settings) {
      files.insert(RepoPath::FromCanonical(setting.file));
    }
    for (const Member& member : side.members) {
      if (member.directory == side.root && !member.manifest.IsRoot()) files.insert(member.manifest);
    }
    return files;
  }

  void AddRead(const workspace::Side& side) {
    const std::set<RepoPath> files = FilesOf(side);
    platform_.read_files.insert(platform_.read_files.end(), files.begin(), files.end());
  }

  // A build input that is read counts by what it says for whom it concerns; as before for base
  // images and for services that no root installs; not for those of other roots.
  void TakeOver() {
    std::set<RepoPath> read(platform_.read_files.begin(), platform_.read_files.end());
    std::erase_if(platform_.build_inputs, [&](const RepoPath& path) {
      if (!read.contains(path)) return false;
      platform_.taken_build_inputs.push_back(path);
      return true;
    });
    for (const RepoPath& path : platform_.taken_build_inputs) {
      for (Service& service : platform_.services) {
        if (service.IsExternal() || rooted_.contains(service.name)) continue;
        service.build_inputs.push_back(path);
        graph::SortWithoutDoubles(service.build_inputs);
      }
    }
  }

  const Forest& forest_;
  const Config& config_;
  Platform& platform_;
  std::map<RepoPath, std::string> name_of_;
  std::set<std::string> names_;
  std::set<std::string> rooted_;  // services that some root installs
  bool all_dev_ = true;
};

const ReadRoot* FindRoot(const Forest& forest, const ReadRoot& like) {
  for (const ReadRoot& root : forest.roots) {
    if (root.root == like.root) return &root;
  }
  return nullptr;
}

// The roots whose lockfile has to be read: it differs, or a file does that its records may hold.
void AddDiffering(const Forest& head, const Forest& baseline,
                  std::set<workspace::RootName>& roots) {
  for (const ReadRoot& now : head.roots) {
    const ReadRoot* then = FindRoot(baseline, now);
    if (then == nullptr || !now.side.lockfile || !then->side.lockfile) continue;
    if (now.side.lockfile_blob == then->side.lockfile_blob && now.file_blobs == then->file_blobs) {
      continue;
    }
    roots.insert({now.root.ecosystem->family, now.root.directory});
  }
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
  Result<Forest> forest = ReadForest(reader, repository, tree, RootPathsOf(platform), {});
  if (!forest) return std::move(forest).error();
  PlatformWriter(*forest, config, platform).Write();
  return Ok();
}

Result<ComparedWorkspaces> CompareWorkspaces(ForestReader& reader, const Config& config,
                                             const Platform& platform, const ObjectId& head_tree,
                                             const std::vector<ServiceFacts>& services,
                                             const std::vector<Baseline>& baselines,
                                             const RepositoryFacts& repository) {
  const std::vector<RepoPath> paths = RootPathsOf(platform);
  std::vector<Forest> then;
  Result<Forest> now = ReadForest(reader, repository, head_tree, paths, {});
  if (!now) return std::move(now).error();
  std::set<workspace::RootName> with_records;
  for (const Baseline& baseline : baselines) {
    Result<Forest> forest = ReadForest(reader, repository, baseline.tree, paths, {});
    if (!forest) return std::move(forest).error();
    if (config.workspace.precise) AddDiffering(*now, *forest, with_records);
    then.push_back(*std::move(forest));
  }
  if (!with_records.empty()) {
    now = ReadForest(reader, repository, head_tree, paths, with_records);
    if (!now) return std::move(now).error();
    for (std::size_t b = 0; b < baselines.size(); ++b) {
      Result<Forest> forest =
          ReadForest(reader, repository, baselines[b].tree, paths, with_records);
      if (!forest) return std::move(forest).error();
      then[b] = *std::move(forest);
    }
  }
  std::string remedy;
  if (!reader.missing().empty() && repository.is_partial) {
    remedy = FetchBlobsRemedy(reader.missing(), repository);
  }
  const workspace::CompareForestsOptions options{.precise = config.workspace.precise,
                                                 .is_ignored = IgnoredPackages(config.workspace)};
  ComparedWorkspaces found;
  for (ReadRoot& root : now->roots) {
    std::ranges::move(root.side.warnings, std::back_inserter(found.warnings));
  }
  for (std::size_t s = 0; s < services.size(); ++s) {
    if (platform.services[s].IsExternal() || !services[s].baseline) continue;
    const workspace::ServiceStarts starts = StartsOf(platform.services[s], config.workspace);
    std::set<std::size_t> since{*services[s].baseline};
    since.insert(services[s].more_baselines.begin(), services[s].more_baselines.end());
    for (const std::size_t b : since) {
      std::vector<DependencyDifference> differences =
          workspace::CompareForests(then[b], *now, starts, options);
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
