#include "planner/facts/builds.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/config/input_patterns.h"
#include "planner/config/tree_glob.h"
#include "planner/facts/config_place.h"
#include "planner/live/live_source.h"
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

OtherBuilds Unreadable(std::string why) {
  OtherBuilds builds;
  builds.differences.unreadable = std::move(why);
  return builds;
}

// `text` is the configuration of a baseline, which is not head's.
OtherBuilds CompareWith(const Project& project, const Platform& platform, const std::string& text) {
  const Result<ConfigFile> then = ParseConfigFile(project.config_name(), text, LiveSourceKinds());
  if (!then) return Unreadable("the configuration that it was built with is not valid today");
  OtherBuilds builds;
  std::set<std::string> images;
  for (const Service& service : platform.services) {
    if (service.IsExternal()) continue;
    images.insert(service.image);
    std::optional<std::string> image =
        ImageOfService(then->config, service.name, service.path->bytes());
    if (image && *image != service.image) {
      builds.differences.renamed.emplace(service.name, *std::move(image));
    }
    std::vector<std::string> others =
        OtherPlacesOf(then->config, service.name, service.path->bytes());
    if (!others.empty()) builds.places[service.image] = std::move(others);
  }
  for (const ImageEntry& image : project.config().images) {
    const auto old = std::ranges::find(then->config.images, image.name, &ImageEntry::name);
    if (old == then->config.images.end() || !old->path || !image.path) continue;
    if (!IsNear(*old->path, image.path->text)) builds.places[image.name] = {old->path->text};
  }
  for (const Image& image : platform.images) images.insert(image.name);
  for (const std::string& image : images) {
    std::vector<std::string> keys =
        DifferingKeys(ResolveBuild(then->config, image), ResolveBuild(project.config(), image));
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
                                     const std::vector<Baseline>& baselines) {
  ComparedBuilds compared;
  compared.differences.resize(baselines.size());
  const std::optional<std::string>& path = project.config_in_tree();
  if (!path) {  // it lies outside of the repository
    const Config& config = project.config();
    if (!config.build && config.images.empty()) return compared;
    for (const Baseline& baseline : baselines) {
      compared.without_configuration.push_back(baseline.commit);
    }
    return compared;
  }
  std::map<ObjectId, OtherBuilds> known;  // by the configuration's blob
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    Result<ConfigPlace> place =
        FindConfigIn(project.repository(), project.readers().first(), baselines[b].tree, *path);
    if (!place) return std::move(place).error();
    if (!place->blob) {
      compared.without_configuration.push_back(baselines[b].commit);
      continue;
    }
    const auto [builds, is_new] = known.try_emplace(*place->blob);
    if (is_new) {
      if (Result<std::string> text = project.repository().ReadBlob(*place->blob); !text) {
        builds->second = Unreadable(
            fmt::format("the configuration that it was built with is not in this clone; if it is a "
                        "partial one, this fetches it: git cat-file -e {}",
                        place->blob->ToHex()));
      } else if (*text != project.config_text()) {
        builds->second = CompareWith(project, platform, *text);
      }
    }
    Result<BuildDifferences> differences =
        DifferencesIn(project, builds->second, baselines[b].tree);
    if (!differences) return std::move(differences).error();
    compared.differences[b] = *std::move(differences);
  }
  return compared;
}

}  // namespace deltaplan::planner
