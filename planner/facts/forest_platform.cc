#include "planner/facts/forest_platform.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/drop_doubles.h"
#include "planner/facts/read_forest.h"
#include "planner/workspace/compare_forests.h"

namespace deltaplan::planner {
namespace {

using graph::RepoPath;
using workspace::EdgeSource;
using workspace::Forest;
using workspace::LocalEdge;
using workspace::Member;
using workspace::MemberPlace;

// Turns members into packages, and their edges into those of the platform.
class PlatformWriter {
 public:
  PlatformWriter(const Forest& forest, const Config& config, Platform& platform)
      : forest_(forest),
        config_(config),
        platform_(platform),
        is_workspace_(config.dependencies == DependencyMode::kWorkspace) {
    for (const Package& package : platform.packages) {
      name_of_.emplace(package.path, package.name);
      names_.insert(package.name);
    }
    all_dev_ = std::ranges::all_of(platform.services, [](const Service& service) {
      return service.IsExternal() || service.dev;
    });
    const WorkspaceStarts starts(platform, config.workspace);
    for (const Service& service : platform.services) {
      if (service.IsExternal()) continue;
      const workspace::ServiceStarts of = starts.Of(service);
      needs_[service.name] = NeedsOf(workspace::StartsIn(forest, of), of.options);
    }
    for (const Image& image : platform.images) {
      std::vector<MemberPlace> members;
      for (const RepoPath& path : image.paths) {
        const std::vector<MemberPlace> below = forest.MembersBelow(path);
        members.insert(members.end(), below.begin(), below.end());
      }
      image_needs_[image.name] = NeedsOf(std::move(members), starts.OfImage(image.packages));
    }
  }

  void Write() {
    if (is_workspace_) {
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
  // What a service or a base image is made of.
  struct Needs {
    std::vector<MemberPlace> members;
    workspace::MemberClosure closure;
  };

  Needs NeedsOf(std::vector<MemberPlace> members, const workspace::ClosureOptions& options) const {
    workspace::MemberClosure closure = workspace::ClosureOf(forest_, members, options);
    return {std::move(members), std::move(closure)};
  }

  bool IsOfRoot(const MemberPlace& place) const {
    return forest_[place].directory == forest_.roots[place.root].side.root;
  }

  // Whether a member that somebody is made of is a root around his own paths: it holds much else,
  // and is no input. Not so where a root is a package like any other.
  bool IsAround(const MemberPlace& place, const std::vector<RepoPath>& own) const {
    if (!IsOfRoot(place) || !forest_.roots[place.root].root.ecosystem->root_counts) return false;
    return std::ranges::any_of(
        own, [&](const RepoPath& path) { return forest_[place].directory.Contains(path); });
  }

  bool IsOfService(const RepoPath& directory) const {
    return std::ranges::any_of(platform_.services, [&](const Service& service) {
      return service.path && service.path->Contains(directory);
    });
  }

  // Members that are no service's own, and all that services, base images and packages need beside
  // what lies below their own paths: which may lie in a service's directory.
  void AddPackages() {
    std::set<RepoPath> wanted;
    for (const auto& [directory, places] : forest_.by_directory) {
      if (IsOfService(directory)) continue;
      if (!std::ranges::all_of(places, [&](auto place) { return IsOfRoot(place); })) {
        wanted.insert(directory);
      }
    }
    const auto want = [&](const Needs& needs, const std::vector<RepoPath>& own) {
      std::set<RepoPath> around;
      for (const MemberPlace& place : needs.members) {
        if (IsAround(place, own)) around.insert(forest_[place].directory);
      }
      for (const auto& [directory, from] : needs.closure.directories) {
        if (!IsBelowAny(directory, own) && !around.contains(directory)) wanted.insert(directory);
      }
    };
    for (const Service& service : platform_.services) {
      if (!service.IsExternal()) want(needs_.at(service.name), {*service.path});
    }
    for (const Image& image : platform_.images) want(image_needs_.at(image.name), image.paths);
    AddWithEnds(std::move(wanted));
  }

  // With what they lead to themselves.
  void AddWithEnds(std::set<RepoPath> open) {
    for (const auto& [directory, name] : name_of_) AddEnds(directory, open);
    while (!open.empty()) {
      const RepoPath directory = open.extract(open.begin()).value();
      if (name_of_.contains(directory)) continue;
      Package package;
      package.name = directory.IsRoot() ? "." : directory.bytes();
      while (!names_.insert(package.name).second) package.name += "/";
      package.path = directory;
      name_of_.emplace(directory, package.name);
      found_.insert(directory);
      platform_.packages.push_back(std::move(package));
      AddEnds(directory, open);
    }
  }

  void AddEnds(const RepoPath& directory, std::set<RepoPath>& open) const {
    ForEachEdge(directory,
                [&](const MemberPlace&, const LocalEdge& edge) { open.insert(edge.directory); });
  }

  // The edges that count for whoever depends on what stands in `directory`.
  template <typename Visit>
  void ForEachEdge(const RepoPath& directory, const Visit& visit) const {
    const auto places = forest_.by_directory.find(directory);
    if (places == forest_.by_directory.end()) return;
    for (const MemberPlace& place : places->second) {
      for (const LocalEdge& edge : forest_[place].local) {
        if (workspace::Counts(edge.kind, all_dev_, false)) visit(place, edge);
      }
    }
  }

  // What none of the members in a directory means.
  std::vector<RepoPath> WithoutOf(const std::vector<MemberPlace>& places) const {
    std::vector<RepoPath> without = forest_[places.front()].without;
    for (const MemberPlace& place : places) {
      std::erase_if(without, [&](const RepoPath& path) {
        return !std::ranges::binary_search(forest_[place].without, path);
      });
    }
    return without;
  }

  static bool IsBelowAny(const RepoPath& path, const std::vector<RepoPath>& directories) {
    return std::ranges::any_of(directories,
                               [&](const RepoPath& each) { return each.Contains(path); });
  }

  void AddEdge(const RepoPath& from, const MemberPlace& place, const LocalEdge& edge,
               std::vector<std::string>& packages) {
    const auto found = name_of_.find(edge.directory);
    if (found == name_of_.end() || edge.directory == from) return;
    packages.push_back(found->second);
    std::vector<EdgeOrigin>& origins =
        platform_.found_edges[{from.bytes(), edge.directory.bytes()}];
    const workspace::ReadRoot& root = forest_.roots[place.root];
    if (edge.source != EdgeSource::kLockfile) {
      const RepoPath& file = edge.said_in.IsRoot() ? forest_[place].manifest : edge.said_in;
      origins.push_back(
          {.kind = EdgeOrigin::Kind::kManifest,
           .file = file.bytes(),
           .section = edge.table.empty() ? workspace::TableOf(root.root, edge.kind) : edge.table});
    }
    if (edge.source != EdgeSource::kManifest && root.side.lockfile) {
      origins.push_back({.kind = EdgeOrigin::Kind::kLockfile, .file = root.side.lockfile->bytes()});
    }
    graph::SortWithoutDoubles(origins);
  }

  void AddPackageEdges() {
    for (Package& package : platform_.packages) {
      ForEachEdge(package.path, [&](const MemberPlace& place, const LocalEdge& edge) {
        AddEdge(package.path, place, edge, package.packages);
      });
      const auto places = forest_.by_directory.find(package.path);
      if (places != forest_.by_directory.end()) {
        for (const MemberPlace& place : places->second) {
          for (const RepoPath& file : forest_[place].files) package.inputs.push_back(file);
        }
        if (found_.contains(package.path)) package.without = WithoutOf(places->second);
      }
      graph::SortWithoutDoubles(package.packages);
      graph::SortWithoutDoubles(package.inputs);
      for (const std::string& end : package.packages) edges_.emplace(package.name, end);
    }
  }

  void AddService(Service& service) {
    const Needs& needs = needs_.at(service.name);
    if (is_workspace_) AddNeeds(service, needs);
    for (const std::size_t r : needs.closure.roots) {
      const workspace::Side& side = forest_.roots[r].side;
      // Edges can't be told: whatever the root may install counts, by its reasons.
      AddRead(side);
      const std::set<RepoPath> read = FilesOf(side);
      if (!config_.workspace.precise) {
        const std::vector<RepoPath> lockfiles = LockfilesOf(side);
        service.build_inputs.insert(service.build_inputs.end(), lockfiles.begin(), lockfiles.end());
        // Patches, of which not every lockfile has a hash.
        std::ranges::copy_if(side.watched, std::back_inserter(service.build_inputs),
                             [&](const RepoPath& file) { return !read.contains(file); });
      }
      service.read_files.insert(service.read_files.end(), read.begin(), read.end());
    }
    graph::SortWithoutDoubles(service.read_files);
    graph::SortWithoutDoubles(service.packages);
    graph::SortWithoutDoubles(service.inputs);
    graph::SortWithoutDoubles(service.build_inputs);
  }

  void AddNeeds(Service& service, const Needs& needs) {
    if (IsWithoutRoot(forest_, service, needs.closure)) {
      for (const Package& package : platform_.packages) {
        service.packages.push_back(package.name);
        platform_.found_edges[{service.path->bytes(), package.path.bytes()}] = {
            {.kind = EdgeOrigin::Kind::kPackages}};
      }
      return;
    }
    const auto follow = [&](const MemberPlace& place) {
      for (const LocalEdge& edge : forest_[place].local) {
        const bool counts = workspace::Counts(edge.kind, service.dev, true);
        if (counts && !service.path->Contains(edge.directory)) {
          AddEdge(*service.path, place, edge, service.packages);
        }
      }
    };
    for (const MemberPlace& place : needs.members) follow(place);
    for (const std::size_t root : needs.closure.roots) {
      const workspace::ReadRoot& read = forest_.roots[root];
      if (!config_.workspace.root || !read.root.ecosystem->root_counts) continue;
      if (const Member* own = read.side.FindMember(read.side.root)) {
        follow({root, static_cast<std::size_t>(own - read.side.members.data())});
      }
    }
    // Without development edges among packages, who has them is told of all that they lead to.
    // What only records lead back to has no edge of its own either.
    for (const auto& [directory, from] : needs.closure.directories) {
      const auto found = name_of_.find(directory);
      if (found == name_of_.end() || service.path->Contains(directory)) continue;
      if (!service.path->Contains(from) && HasEdge(from, found->second)) continue;
      service.packages.push_back(found->second);
    }
    for (const auto& [file, from] : needs.closure.files) service.inputs.push_back(file);
  }

  // A base image is made of its members, and of all that shapes their install as a whole: nobody
  // runs it, so nothing tells what it was built from. Also what head lacks: a baseline may have it.
  void AddImage(Image& image) {
    const workspace::MemberClosure& closure = image_needs_.at(image.name).closure;
    for (const auto& [directory, from] : closure.directories) {
      const auto found = name_of_.find(directory);
      if (found == name_of_.end() || IsBelowAny(directory, image.paths)) continue;
      image.packages.push_back(found->second);
    }
    for (const std::size_t r : closure.roots) {
      const workspace::ReadRoot& root = forest_.roots[r];
      const std::set<RepoPath> files = FilesOf(root.side);
      image.build_inputs.insert(image.build_inputs.end(), files.begin(), files.end());
      for (const std::string_view name : root.root.ecosystem->files) {
        image.build_inputs.push_back(root.root.directory.Child(name));
      }
    }
    graph::SortWithoutDoubles(image.packages);
    graph::SortWithoutDoubles(image.build_inputs);
  }

  bool HasEdge(const RepoPath& from, const std::string& to) const {
    const auto package = name_of_.find(from);
    return package != name_of_.end() && edges_.contains({package->second, to});
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

  // A build input that is read counts by what it says for whom its root installs; as before for
  // base images and for all other services.
  void TakeOver() {
    std::set<RepoPath> read(platform_.read_files.begin(), platform_.read_files.end());
    std::erase_if(platform_.build_inputs, [&](const RepoPath& path) {
      if (!read.contains(path)) return false;
      platform_.taken_build_inputs.push_back(path);
      return true;
    });
    for (const RepoPath& path : platform_.taken_build_inputs) {
      for (Service& service : platform_.services) {
        if (service.IsExternal()) continue;
        if (std::ranges::binary_search(service.read_files, path)) continue;
        service.build_inputs.push_back(path);
        graph::SortWithoutDoubles(service.build_inputs);
      }
    }
  }

  const Forest& forest_;
  const Config& config_;
  Platform& platform_;
  const bool is_workspace_;
  std::map<RepoPath, std::string> name_of_;
  std::set<std::string> names_;
  std::set<RepoPath> found_;  // packages that the configuration does not name
  std::set<std::pair<std::string, std::string>> edges_;  // among packages
  std::map<std::string, Needs> needs_;                   // of services
  std::map<std::string, Needs> image_needs_;             // of base images
  bool all_dev_ = true;
};

}  // namespace

bool IsWithoutRoot(const Forest& forest, const Service& service,
                   const workspace::MemberClosure& closure) {
  if (!closure.roots.empty() || service.depends_on) return false;
  return std::ranges::none_of(forest.roots, [&](const workspace::ReadRoot& root) {
    return workspace::MayInstall(root, *service.path);
  });
}

void AddForest(const Forest& forest, const Config& config, Platform& platform) {
  PlatformWriter(forest, config, platform).Write();
}

}  // namespace deltaplan::planner
