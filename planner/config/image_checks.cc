#include "planner/config/image_checks.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "graph/build_waves.h"
#include "planner/config/tag_format.h"

namespace deltaplan::planner {

void CheckImageCycles(const std::vector<Image>& images, const Config& config,
                      ConfigProblems& problems) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < images.size(); ++i) index.emplace(images[i].name, i);
  std::vector<std::vector<std::size_t>> bases(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    for (const std::string& base : images[i].from) {
      if (const auto found = index.find(base); found != index.end()) {
        bases[i].push_back(found->second);
      }
    }
  }
  const auto waves = graph::BuildWaves(bases);
  const auto* cycle = std::get_if<graph::WaveCycle>(&waves);
  if (cycle == nullptr) return;
  std::string way;
  for (const std::size_t i : cycle->images) way += images[i].name + " -> ";
  const std::string& first = images[cycle->images.front()].name;
  const auto entry = std::ranges::find(config.images, first, &ImageEntry::name);
  problems.push_back({entry->pointer + "/from",
                      fmt::format("Images are built FROM each other in a circle: {}{}", way, first),
                      "Take one of them out of \"from\"."});
}

void CheckImageTags(const Platform& platform, const Config& config, ConfigProblems& problems) {
  const bool names_service = config.tag.find("{service}") != std::string::npos;
  if (!names_service && platform.tag_formats.empty()) return;
  std::map<std::string_view, std::string_view> pointers;  // of each image
  for (const Image& image : platform.images) pointers.emplace(image.name, "/images");
  for (const Service& service : platform.services) {
    if (!service.IsExternal()) pointers.emplace(service.image, service.pointer);
  }
  for (const auto& [image, pointer] : pointers) {
    const auto own = platform.tag_formats.find(std::string(image));
    const std::string& format = own == platform.tag_formats.end() ? config.tag : own->second;
    if (MakesLegalTag(format, image)) continue;
    problems.push_back(
        {std::string(pointer),
         fmt::format("The image \"{}\" can't have a tag of the form \"{}\"", image, format),
         "Give it another \"image\" name, or leave {service} out of \"tag\"."});
  }
}

}  // namespace deltaplan::planner
