#include "planner/facts/builds.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "planner/config/input_patterns.h"
#include "planner/facts/config_place.h"
#include "planner/live/live_source.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

BuildDifferences Unreadable(std::string why) {
  BuildDifferences differences;
  differences.unreadable = std::move(why);
  return differences;
}

// The images that were made of another directory. Both trees may have both directories, so that no
// file tells.
std::set<std::string> ImagesFromElsewhere(const Config& then, const Config& now,
                                          const Platform& platform) {
  std::set<std::string> images;
  for (const Service& service : platform.services) {
    if (service.IsExternal()) continue;
    if (IsElsewhere(then, service.name, service.path->bytes())) images.insert(service.image);
  }
  for (const ImageEntry& image : now.images) {
    const auto old = std::ranges::find(then.images, image.name, &ImageEntry::name);
    if (old == then.images.end() || !old->path || !image.path) continue;
    if (!IsNear(*old->path, image.path->text)) images.insert(image.name);
  }
  return images;
}

// `text` is the configuration of a baseline, which is not head's.
BuildDifferences CompareWith(const Project& project, const Platform& platform,
                             const std::string& text) {
  const Result<ConfigFile> then = ParseConfigFile(project.config_name(), text, LiveSourceKinds());
  if (!then) return Unreadable("the configuration that it was built with is not valid today");
  BuildDifferences differences;
  std::set<std::string> images;
  for (const Service& service : platform.services) {
    if (service.IsExternal()) continue;
    images.insert(service.image);
    std::optional<std::string> image =
        ImageOfService(then->config, service.name, service.path->bytes());
    if (image && *image != service.image) {
      differences.renamed.emplace(service.name, *std::move(image));
    }
  }
  for (const Image& image : platform.images) images.insert(image.name);
  const std::set<std::string> moved = ImagesFromElsewhere(then->config, project.config(), platform);
  for (const std::string& image : images) {
    std::vector<std::string> keys =
        DifferingKeys(ResolveBuild(then->config, image), ResolveBuild(project.config(), image));
    if (moved.contains(image)) keys.emplace_back("path");
    if (!keys.empty()) differences.images.emplace(image, std::move(keys));
  }
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
  std::map<ObjectId, BuildDifferences> known;  // by the configuration's blob
  for (std::size_t b = 0; b < baselines.size(); ++b) {
    Result<ConfigPlace> place =
        FindConfigIn(project.repository(), project.readers().first(), baselines[b].tree, *path);
    if (!place) return std::move(place).error();
    if (!place->blob) {
      compared.without_configuration.push_back(baselines[b].commit);
      continue;
    }
    const auto [differences, is_new] = known.try_emplace(*place->blob);
    if (is_new) {
      if (Result<std::string> text = project.repository().ReadBlob(*place->blob); !text) {
        differences->second = Unreadable(
            fmt::format("the configuration that it was built with is not in this clone; if it is a "
                        "partial one, this fetches it: git cat-file -e {}",
                        place->blob->ToHex()));
      } else if (*text != project.config_text()) {
        differences->second = CompareWith(project, platform, *text);
      }
    }
    compared.differences[b] = differences->second;
  }
  return compared;
}

}  // namespace deltaplan::planner
