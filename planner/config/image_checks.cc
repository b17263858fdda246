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
#include "planner/model/placeholders.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

// Where the configuration names each image that is built here.
std::map<std::string_view, std::string_view> PointersOf(const Platform& platform) {
  std::map<std::string_view, std::string_view> pointers;
  for (const Image& image : platform.images) pointers.emplace(image.name, "/images");
  for (const Service& service : platform.services) {
    if (!service.IsExternal()) pointers.emplace(service.image, service.pointer);
  }
  return pointers;
}

bool IsLowerOrDigit(char c) { return tfvars::IsSmallLetter(c) || tfvars::IsDigit(c); }

// Lower-case letters and digits, with ".", "_", "__" or any number of "-" between them.
bool IsRepositoryPart(std::string_view part) {
  if (part.empty() || !IsLowerOrDigit(part.front()) || !IsLowerOrDigit(part.back())) return false;
  for (auto at = part.begin(); at != part.end();) {
    const auto end = std::find_if(at, part.end(), IsLowerOrDigit);
    const std::string_view between(at, end);
    if (!between.empty() && between != "." && between != "_" && between != "__" &&
        between.find_first_not_of('-') != std::string_view::npos) {
      return false;
    }
    at = end == part.end() ? end : end + 1;
  }
  return true;
}

// True for what registries call a repository, with its host or without one. The host may be
// anything that can be connected to, so it is not looked at.
bool IsRepository(std::string_view text) {
  std::string_view path = text;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view first = text.substr(0, slash);
    if (first == "localhost" || first.find_first_of(".:") != std::string_view::npos) {
      path = text.substr(slash + 1);
    }
  }
  while (true) {
    const std::size_t slash = path.find('/');
    if (!IsRepositoryPart(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

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
  if (!tfvars::FindPlaceholder(config.tag, "service") && platform.tag_formats.empty()) return;
  for (const auto& [image, pointer] : PointersOf(platform)) {
    const auto own = platform.tag_formats.find(std::string(image));
    const std::string& format = own == platform.tag_formats.end() ? config.tag : own->second;
    if (MakesLegalTag(format, image)) continue;
    problems.push_back(
        {std::string(pointer),
         fmt::format("The image \"{}\" can't have a tag of the form \"{}\"", image, format),
         "Give it another \"image\" name, or leave {service} out of \"tag\"."});
  }
}

void CheckRepositories(const Platform& platform, const Config& config, ConfigProblems& problems) {
  constexpr std::string_view kRule =
      "lower-case letters and digits, with single \".\", \"_\" or \"-\" between them";
  for (const EnvironmentEntry& environment : config.environments) {
    if (!environment.repository) continue;
    const auto repository_of = [&](std::string_view image) {
      return FillPlaceholders(*environment.repository,
                              {{"env", environment.name}, {"image", std::string(image)}});
    };
    if (const std::string plain = repository_of("image"); !IsRepository(plain)) {
      problems.push_back({"/environments/" + environment.name + "/repository",
                          fmt::format("No registry has a repository \"{}\"", plain),
                          fmt::format("Its parts are {}.", kRule)});
      continue;
    }
    for (const auto& [image, pointer] : PointersOf(platform)) {
      if (IsRepository(repository_of(image))) continue;
      problems.push_back({std::string(pointer),
                          fmt::format("No registry has a repository \"{}\" for the image \"{}\"",
                                      repository_of(image), image),
                          fmt::format("Give it another \"image\" name: {}.", kRule)});
    }
  }
}

}  // namespace deltaplan::planner
