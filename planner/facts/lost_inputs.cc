#include "planner/facts/lost_inputs.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

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

// `all` is sorted.
template <typename T>
void AddTo(std::vector<T>& all, const T& one) {
  const auto place = std::ranges::lower_bound(all, one);
  if (place == all.end() || *place != one) all.insert(place, one);
}

template <typename Entries>
auto* FindByName(Entries& entries, const std::string& name) {
  const auto found = std::ranges::find(
      entries, name, [](const auto& entry) -> const std::string& { return entry.name; });
  return found == entries.end() ? nullptr : &*found;
}

template <typename User>
bool UsesAny(const User& user, const std::set<std::string>& packages) {
  return std::ranges::any_of(user.packages,
                             [&](const std::string& name) { return packages.contains(name); });
}

std::vector<RepoPath>& OwnPathsOf(Service& service) { return service.inputs; }
std::vector<RepoPath>& OwnPathsOf(Image& image) { return image.paths; }

bool IsWithoutRoot(const Service& service) { return service.read_files.empty(); }
bool IsWithoutRoot(const Image&) { return false; }

// The images of services that live at some of these baselines, and all that they are built FROM.
std::set<std::string> ImagesSince(const std::set<std::size_t>& baselines,
                                  const PlatformFacts& all) {
  const auto is_one = [&](std::size_t baseline) { return baselines.contains(baseline); };
  std::vector<std::string> queue;
  for (std::size_t s = 0; s < all.services.size(); ++s) {
    const ServiceFacts& facts = all.services[s];
    const Service& service = all.platform.services[s];
    if (service.IsExternal() || !facts.baseline) continue;
    if (is_one(*facts.baseline) || std::ranges::any_of(facts.more_baselines, is_one)) {
      queue.push_back(service.image);
    }
  }
  std::set<std::string> images;
  while (!queue.empty()) {
    const auto [image, is_new] = images.insert(std::move(queue.back()));
    queue.pop_back();
    if (!is_new) continue;
    const Image* entry = FindByName(all.platform.images, *image);
    if (entry != nullptr) queue.insert(queue.end(), entry->from.begin(), entry->from.end());
  }
  return images;
}

// The packages that depend on the one of this name, at any distance, and itself.
std::set<std::string> LeadingTo(const std::string& name, const std::vector<Package>& packages) {
  std::set<std::string> found{name};
  bool grows = true;
  while (grows) {
    grows = false;
    for (const Package& package : packages) {
      grows = (UsesAny(package, found) && found.insert(package.name).second) || grows;
    }
  }
  return found;
}

// Gives images what they were made of by `then`, an earlier platform, and what is gone. An image is
// what stays, whatever its services are called now; it is made of what any of them names.
class LostPath {
 public:
  LostPath(const Platform& then, const RepoPath& path, const std::set<std::string>& images,
           Platform& now)
      : then_(then), path_(path), images_(images), now_(now) {
    for (Service& service : now_.services) {
      if (!service.IsExternal()) running_[service.image].push_back(&service);
    }
  }

  void Add() {
    if (Has(then_.build_inputs, path_)) {
      AddTo(now_.lost_build_inputs, path_);
      for (const std::string& image : images_) {
        ForEachPart(image, [&](auto& part) { AddTo(part.build_inputs, path_); });
      }
    }
    for (const Package& package : then_.packages) {
      if (package.path == path_ || Has(package.inputs, path_)) AddPackage(package);
    }
    const auto add_own = [&](auto& part) { AddTo(OwnPathsOf(part), path_); };
    for (const Image& image : then_.images) {
      if (Has(image.paths, path_)) ForEachPart(image.name, add_own);
    }
    for (const Service& service : then_.services) {
      if (service.path == path_ || service.manifest == path_ || Has(service.inputs, path_)) {
        ForEachPart(service.image, add_own);
      }
    }
  }

 private:
  // Whoever was made of `package` is made of the path.
  void AddPackage(const Package& package) {
    const std::set<std::string> ways = LeadingTo(package.name, then_.packages);
    const std::set<std::string> by_head = LeadingToHeads();
    if (by_head.empty()) NameOfPackage();  // it is somebody's, also where nobody is made of it
    const auto depend = [&](auto& part) {
      const bool has_it = !by_head.empty() && (HasAllPackages(part) || UsesAny(part, by_head));
      if (!has_it) AddTo(part.packages, NameOfPackage());
    };
    for (const Image& image : then_.images) {
      if (UsesAny(image, ways)) ForEachPart(image.name, depend);
    }
    for (const Service& service : then_.services) {
      if (then_.dependencies == DependencyMode::kAll || UsesAny(service, ways)) {
        ForEachPart(service.image, depend);
      } else if (then_.dependencies == DependencyMode::kWorkspace && !service.depends_on) {
        // Every package counts for what no package manager installs.
        ForEachPart(service.image, [&](auto& part) {
          if (IsWithoutRoot(part)) depend(part);
        });
      }
    }
  }

  bool HasAllPackages(const Service&) const { return now_.dependencies == DependencyMode::kAll; }
  bool HasAllPackages(const Image&) const { return false; }

  // The packages by which head itself leads to the path, where it still names it.
  std::set<std::string> LeadingToHeads() const {
    const auto heads = std::ranges::find_if(now_.packages, [&](const Package& package) {
      return !package.is_lost && package.path == path_;
    });
    if (heads == now_.packages.end()) return {};
    return LeadingTo(heads->name, now_.packages);
  }

  // Of the package that the path is by itself. Another one may be called so, or head's own, which
  // has more in it than the path.
  std::string NameOfPackage() {
    const auto known = std::ranges::find_if(now_.packages, [&](const Package& package) {
      return package.is_lost && package.path == path_;
    });
    if (known != now_.packages.end()) return known->name;
    std::string name = path_.bytes();
    while (FindByName(now_.packages, name) != nullptr) name += '/';
    now_.packages.push_back(
        {.name = name, .path = path_, .inputs = {}, .packages = {}, .is_lost = true});
    std::ranges::sort(now_.packages, {}, &Package::name);
    return name;
  }

  // The services that run `image`, else its own entry; what only other images are built FROM needs
  // none.
  template <typename Do>
  void ForEachPart(const std::string& image, const Do& act) {
    if (!images_.contains(image)) return;
    if (const auto running = running_.find(image); running != running_.end()) {
      for (Service* service : running->second) act(*service);
      return;
    }
    if (FindByName(now_.images, image) == nullptr) {
      now_.images.push_back({.name = image, .paths = {}, .packages = {}, .from = {}});
      std::ranges::sort(now_.images, {}, &Image::name);
    }
    act(*FindByName(now_.images, image));
  }

  const Platform& then_;
  const RepoPath& path_;
  const std::set<std::string>& images_;
  Platform& now_;
  std::map<std::string_view, std::vector<Service*>> running_;  // by image
};

std::vector<std::string_view> PathsOf(const Config& config, bool of_services) {
  std::vector<std::string_view> paths;
  for (const InputPattern& path : InputPaths(config)) {
    if ((path.kind == InputPattern::Kind::kService) == of_services) paths.push_back(path.text);
  }
  return paths;
}

// Where services lie whose images others are built FROM.
std::set<std::string> PlacesOfBases(const Config& config) {
  std::set<std::string> places;
  for (const ImageEntry& image : config.images) {
    for (const NameReference& base : image.from) {
      for (std::string& place : PlacesOfServices(config, base.name)) {
        places.insert(std::move(place));
      }
    }
  }
  return places;
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
  const std::set<std::string> bases = PlacesOfBases(then);
  std::vector<std::string_view> paths(bases.begin(), bases.end());
  if (!lost.empty() || shares_images) paths = PathsOf(then, true);
  auto services = FindRemoved(project, paths, tree, baselines);
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

Result<PlatformWithPast> WithLostInputs(const Project& project, const graph::ObjectId& head_tree,
                                        const std::vector<Baseline>& baselines, PlatformFacts all,
                                        PastConfigs configs) {
  std::map<const PastConfig*, std::set<std::size_t>> of;  // null: head's counts
  std::vector<const PastConfig*> order;
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    const PastConfig* config = configs[b].get();
    if (config != nullptr && config->unreadable) continue;
    auto& same = of[config];
    if (same.empty()) order.push_back(config);
    same.insert(b);
  }
  for (const PastConfig* config : order) {
    const bool is_heads = config == nullptr || config->IsHeads();
    const Config& then = is_heads ? project.config() : *config->own;
    std::vector<Baseline> since;
    for (const std::size_t b : of[config]) since.push_back(baselines[b]);
    Result<std::map<RepoPath, graph::EntryState>> removed =
        FindLost(project, then, is_heads, head_tree, since);
    if (!removed) return std::move(removed).error();
    if (removed->empty()) continue;
    auto expanded = ExpandWith(*removed, then, project, head_tree, all.platform);
    if (auto* failure = std::get_if<ExpandFailure>(&expanded)) {
      if (const auto* error = std::get_if<graph::TreeError>(failure)) {
        return TreeReadError(*error, project.repository().facts());
      }
      if (config == nullptr) continue;
      const auto unreadable = std::make_shared<const PastConfig>(
          PastConfig{.own = config->own, .unreadable = kNotValidToday});
      for (const std::size_t b : of[config]) configs[b] = unreadable;
      continue;
    }
    const std::set<std::string> images = ImagesSince(of[config], all);
    for (const auto& [path, state] : *removed) {
      LostPath(std::get<Platform>(expanded), path, images, all.platform).Add();
    }
  }
  return PlatformWithPast{.all = std::move(all), .configs = std::move(configs)};
}

}  // namespace deltaplan::planner
