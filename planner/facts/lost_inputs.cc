#include "planner/facts/lost_inputs.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "graph/drop_doubles.h"
#include "planner/config/input_patterns.h"
#include "planner/facts/removed_inputs.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;
using graph::RepoPath;

bool Has(const std::vector<RepoPath>& paths, const RepoPath& path) {
  return std::ranges::find(paths, path) != paths.end();
}

template <typename T>
void AddTo(std::vector<T>& all, const T& one) {
  all.push_back(one);
  graph::SortWithoutDoubles(all);
}

template <typename Entries>
auto* FindByName(Entries& entries, const std::string& name) {
  const auto found = std::ranges::find(entries, name, [](const auto& entry) { return entry.name; });
  return found == entries.end() ? nullptr : &*found;
}

// Gives one platform what another, an earlier one, had of a path that is gone.
class LostPath {
 public:
  LostPath(const Platform& then, const RepoPath& path, Platform& now)
      : then_(then), path_(path), now_(now) {}

  void Add() {
    if (Has(then_.build_inputs, path_)) AddTo(now_.build_inputs, path_);
    for (const Package& package : then_.packages) {
      if (package.path == path_ || Has(package.inputs, path_)) AddPackage(package);
    }
    for (const Image& image : then_.images) {
      if (!Has(image.paths, path_)) continue;
      if (Image* same = FindByName(now_.images, image.name)) {
        AddTo(same->paths, path_);
      } else {
        ForEachThatRuns(image.name, [&](Service& service) { AddTo(service.inputs, path_); });
      }
    }
    for (const Service& service : then_.services) {
      if (service.path != path_ && !Has(service.inputs, path_)) continue;
      ForEachThatRuns(service.image, [&](Service& still) {
        if (still.path != path_) AddTo(still.inputs, path_);
      });
    }
  }

 private:
  // One that head still has gets the path, else whoever depended on it.
  void AddPackage(const Package& package) {
    const auto same = std::ranges::find(now_.packages, package.path, &Package::path);
    if (same != now_.packages.end()) {
      if (same->path != path_) AddTo(same->inputs, path_);
      return;
    }
    const std::string& name = path_.bytes();
    if (FindByName(now_.packages, name) == nullptr) {
      now_.packages.push_back({.name = name, .path = path_, .inputs = {}, .packages = {}});
      std::ranges::sort(now_.packages, {}, &Package::name);
    }
    const auto uses = [&](const auto& user) {
      return std::ranges::find(user.packages, package.name) != user.packages.end();
    };
    const auto depend = [&](const auto& before, auto& entries) {
      for (const auto& user : before) {
        auto* still = FindByName(entries, user.name);
        if (still != nullptr && uses(user)) AddTo(still->packages, name);
      }
    };
    depend(then_.packages, now_.packages);
    depend(then_.images, now_.images);
    const bool all = then_.dependencies == DependencyMode::kAll;
    for (const Service& user : then_.services) {
      // With "workspace" every package counts for what no package manager installs.
      const bool may_be_without_root =
          then_.dependencies == DependencyMode::kWorkspace && !user.depends_on;
      if (!all && !uses(user) && !may_be_without_root) continue;
      ForEachThatRuns(user.image, [&](Service& still) {
        if (all || uses(user) || still.read_files.empty()) AddTo(still.packages, name);
      });
    }
  }

  // An image is what stays, whatever its services are called now; it is made of what any of them
  // names.
  template <typename Do>
  void ForEachThatRuns(const std::string& image, const Do& act) {
    for (Service& service : now_.services) {
      if (service.image == image && !service.IsExternal()) act(service);
    }
  }

  const Platform& then_;
  const RepoPath& path_;
  Platform& now_;
};

std::vector<std::string_view> PathsOf(const Config& config, bool of_services) {
  std::vector<std::string_view> paths;
  for (const InputPattern& path : InputPaths(config)) {
    if ((path.kind == InputPattern::Kind::kService) == of_services) paths.push_back(path.text);
  }
  return paths;
}

// What of `then` is gone since `baselines`. Head's own entries have what they name; but for the
// directories of services, of which others may be made. Those are many, and else wanted only to
// understand an earlier configuration.
Result<std::map<RepoPath, graph::EntryState>> FindLost(const Project& project, const Config& then,
                                                       bool is_heads, const ObjectId& tree,
                                                       const std::vector<Baseline>& baselines) {
  std::map<RepoPath, graph::EntryState> lost;
  if (!is_heads) {
    auto inputs = FindRemoved(project, PathsOf(then, false), tree, baselines);
    if (!inputs) return std::move(inputs).error();
    lost = *std::move(inputs);
  }
  const bool shares_images = std::ranges::any_of(
      then.services, [](const ServiceEntry& entry) { return entry.image.has_value(); });
  if (lost.empty() && !shares_images) return lost;
  auto services = FindRemoved(project, PathsOf(then, true), tree, baselines);
  if (!services) return std::move(services).error();
  lost.merge(*services);
  return lost;
}

// What `config` meant in the trees that have what is gone. A directory of that name may be one of
// its services still, where it has moved from one of its patterns to another.
std::variant<Platform, ExpandFailure> ExpandWith(
    const std::map<RepoPath, graph::EntryState>& removed, const Config& config,
    const Project& project, const ObjectId& tree, const Platform& platform) {
  FurtherPaths further;
  for (const auto& [path, state] : removed) {
    further.inputs.push_back(path);
    const bool is_file =
        state.mode == graph::FileMode::kFile || state.mode == graph::FileMode::kExecutable;
    if (!is_file) further.services.push_back(path);
  }
  auto expanded = project.ExpandAlone(config, tree, further);
  if (std::holds_alternative<Platform>(expanded)) return expanded;
  std::erase_if(further.services, [&](const RepoPath& path) {
    return FindByName(platform.services, std::string(path.Name())) != nullptr;
  });
  return project.ExpandAlone(config, tree, further);
}

}  // namespace

Status AddLostInputs(const Project& project, const graph::ObjectId& head_tree,
                     const std::vector<Baseline>& baselines, PastConfigs& configs,
                     Platform& platform) {
  std::map<PastConfig*, std::vector<Baseline>> of;  // null: head's counts
  std::vector<PastConfig*> order;
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    PastConfig* config = configs[b].get();
    if (config != nullptr && config->unreadable) continue;
    auto& same = of[config];
    if (same.empty()) order.push_back(config);
    same.push_back(baselines[b]);
  }
  for (PastConfig* config : order) {
    const bool is_heads = config == nullptr || config->IsHeads();
    const Config& then = is_heads ? project.config() : *config->own;
    Result<std::map<RepoPath, graph::EntryState>> removed =
        FindLost(project, then, is_heads, head_tree, of[config]);
    if (!removed) return std::move(removed).error();
    if (removed->empty()) continue;
    auto expanded = ExpandWith(*removed, then, project, head_tree, platform);
    if (auto* failure = std::get_if<ExpandFailure>(&expanded)) {
      if (const auto* error = std::get_if<graph::TreeError>(failure)) {
        return TreeReadError(*error, project.repository().facts());
      }
      if (config != nullptr) config->unreadable = kNotValidToday;
      continue;
    }
    for (const auto& [path, state] : *removed) {
      LostPath(std::get<Platform>(expanded), path, platform).Add();
    }
  }
  return Ok();
}

}  // namespace deltaplan::planner
