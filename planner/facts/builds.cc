#include "planner/facts/builds.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/config/input_patterns.h"
#include "planner/config/tree_glob.h"
#include "planner/ports/tree_read_error.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

// What a configuration of before says otherwise than head's.
struct OtherBuilds {
  BuildDifferences differences;
  /// Image -> the other directories that it may have been made of, as patterns: a baseline that has
  /// one of them was. Head may have it, too, and the baseline head's, so that no file tells.
  std::map<std::string, std::vector<std::string>> places;
};

// The paths that an image is made of by its entry: those of one that no service runs may all be
// "inputs".
std::vector<std::string> PlacesOfEntry(const Config& config, const std::string& image,
                                       bool has_service) {
  const auto entry = std::ranges::find(config.images, image, &ImageEntry::name);
  std::vector<std::string> places;
  if (entry == config.images.end()) return places;
  if (entry->path) {
    places.push_back(entry->path->text);
  } else if (!has_service) {
    for (const PathPattern& input : entry->inputs) places.push_back(input.text);
  }
  return places;
}

bool AreElsewhere(const std::vector<std::string>& before, const std::vector<std::string>& now) {
  return !before.empty() && !now.empty() &&
         std::ranges::none_of(before, [&](const std::string& old) {
           return std::ranges::any_of(
               now, [&](const std::string& one) { return IsAt(old, one) || IsAt(one, old); });
         });
}

// Whether `then` says of other platforms that images are built for them: of the environment that is
// asked about, else of any that it has, too. What runs in one that is new, or has another name now,
// was built as `then` says of some other.
bool IsForOtherPlatforms(const Project& project, const Config& then) {
  const auto platforms = [](const EnvironmentEntry& environment) {
    return std::set(environment.deploy.platforms.begin(), environment.deploy.platforms.end());
  };
  const auto find = [&](const EnvironmentEntry& now) {
    return std::ranges::find(then.environments, now.name, &EnvironmentEntry::name);
  };
  const auto is_other = [&](const EnvironmentEntry& now) {
    const auto old = find(now);
    return old != then.environments.end() && platforms(*old) != platforms(now);
  };
  const EnvironmentEntry* asked = project.environment();
  if (asked == nullptr) return std::ranges::any_of(project.config().environments, is_other);
  if (find(*asked) != then.environments.end()) return is_other(*asked);
  if (then.environments.empty()) return !asked->deploy.platforms.empty();
  return std::ranges::none_of(then.environments, [&](const EnvironmentEntry& old) {
    return platforms(old) == platforms(*asked);
  });
}

bool WasBuiltElsewhere(const Config& then, const std::string& service) {
  return std::ranges::any_of(then.services, [&](const ServiceEntry& entry) {
    return entry.name == service && entry.external.value_or(false);
  });
}

// `then` is the configuration of a baseline, which is not head's.
OtherBuilds CompareWith(const Project& project, const Platform& platform, const Config& then) {
  OtherBuilds builds;
  std::map<std::string, std::vector<std::string>> running;  // the directories of its services
  std::set<std::string> known;                              // of a service that `then` has, too
  std::set<std::string> elsewhere;                          // where it was built then
  for (const Service& service : platform.services) {
    if (service.IsExternal()) continue;
    running[service.image].push_back(service.path->bytes());
    std::optional<std::string> image = ImageOfService(then, service.name, service.path->bytes());
    if (image) known.insert(service.image);
    if (WasBuiltElsewhere(then, service.name)) elsewhere.insert(service.image);
    if (image && *image != service.image) {
      builds.differences.renamed.emplace(service.name, *std::move(image));
    }
    std::vector<std::string> others = OtherPlacesOf(then, service.name, service.path->bytes());
    // Several services may be made into one image.
    std::ranges::move(others, std::back_inserter(builds.places[service.image]));
  }
  std::set<std::string> images;
  for (const auto& [image, directories] : running) images.insert(image);
  for (const Image& image : platform.images) images.insert(image.name);
  for (const std::string& image : images) {
    const bool runs = running.contains(image);
    std::vector<std::string> before = PlacesOfEntry(then, image, runs);
    std::vector<std::string> now = PlacesOfEntry(project.config(), image, runs);
    if (!known.contains(image) && (runs || before.empty())) {
      std::ranges::move(PlacesOfServices(then, image), std::back_inserter(before));
      if (runs) std::ranges::copy(running.at(image), std::back_inserter(now));
    }
    if (!AreElsewhere(before, now)) continue;
    std::ranges::move(before, std::back_inserter(builds.places[image]));
  }
  const bool is_for_others = IsForOtherPlatforms(project, then);
  for (const std::string& image : images) {
    std::vector<std::string> keys =
        DifferingKeys(ResolveBuild(then, image), ResolveBuild(project.config(), image));
    if (is_for_others) keys.emplace_back("platform");
    if (elsewhere.contains(image)) keys.emplace_back("external");
    if (!keys.empty()) builds.differences.images.emplace(image, std::move(keys));
  }
  return builds;
}

// `builds`, where they were those of the tree.
Result<BuildDifferences> DifferencesIn(const Project& project, const OtherBuilds& builds,
                                       const ObjectId& root) {
  BuildDifferences differences = builds.differences;
  TreeGlob tree(project.readers().first(), root);
  for (const auto& [image, places] : builds.places) {
    const bool was_there = std::ranges::any_of(
        places, [&](const std::string& place) { return !tree.Find(place).empty(); });
    if (was_there) differences.images[image].emplace_back("path");
  }
  if (tree.error()) return TreeReadError(*tree.error(), project.repository().facts());
  return differences;
}

}  // namespace

Result<ComparedBuilds> CompareBuilds(const Project& project, const Platform& platform,
                                     const std::vector<Baseline>& baselines,
                                     const PastConfigs& configs) {
  ComparedBuilds compared;
  compared.differences.resize(baselines.size());
  // One that lies outside of the repository, and says nothing of builds, has nothing to compare.
  const bool may_differ = project.config_in_tree() || project.config().build.has_value() ||
                          !project.config().images.empty();
  std::map<const PastConfig*, OtherBuilds> known;
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    const PastConfig* config = configs[b].get();
    if (config == nullptr) {
      if (may_differ) compared.without_configuration.push_back(baselines[b].commit);
      continue;
    }
    const auto [builds, is_new] = known.try_emplace(config);
    if (is_new) {
      if (config->own) builds->second = CompareWith(project, platform, *config->own);
      builds->second.differences.unreadable = config->unreadable;
    }
    Result<BuildDifferences> differences =
        DifferencesIn(project, builds->second, baselines[b].tree);
    if (!differences) return std::move(differences).error();
    compared.differences[b] = *std::move(differences);
  }
  return compared;
}

}  // namespace deltaplan::planner
