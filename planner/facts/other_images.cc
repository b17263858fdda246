#include "planner/facts/other_images.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/model/placeholders.h"
#include "planner/model/service_environment.h"
#include "planner/model/tag.h"
#include "planner/model/tag_pattern.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

class ImageFinder {
 public:
  ImageFinder(const Platform& platform, const Config& config) {
    const bool tags_name_images =
        !platform.tag_formats.empty() || tfvars::FindPlaceholder(config.tag, "service");
    if (!tags_name_images) return;
    for (const Service& service : platform.services) {
      const std::string& image = service.image;
      if (service.IsExternal() || patterns_.contains(image)) continue;
      const auto own = platform.tag_formats.find(image);
      const std::string& format = own == platform.tag_formats.end() ? config.tag : own->second;
      auto pattern =
          TagPattern::Compile(PatternForFormat(FillPlaceholders(format, {{"service", image}})));
      if (auto* compiled = std::get_if<TagPattern>(&pattern)) {
        patterns_.emplace(image, std::move(*compiled));
      }
    }
  }

  // The image, another than `own`, that has this tag; by its repository it is `known`, where that
  // is not empty.
  std::optional<std::string> Find(const std::string& known, const std::string& tag,
                                  const std::string& own) const {
    // All images may lie in one repository, which may be called like one of them.
    if (const auto its_own = patterns_.find(own); its_own != patterns_.end()) {
      if (its_own->second.Fits(tag)) return std::nullopt;
    }
    if (!known.empty()) return known == own ? std::nullopt : std::optional(known);
    for (const auto& [image, pattern] : patterns_) {
      if (image != own && pattern.Fits(tag)) return image;
    }
    return std::nullopt;
  }

 private:
  std::map<std::string, TagPattern> patterns_;  // where tags name images
};

// Registries and accounts change, and mirrors have paths of their own: what an image is called
// stays.
std::string_view LastName(std::string_view repository) {
  return repository.substr(repository.rfind('/') + 1);
}

}  // namespace

std::map<std::string, std::string> FindOtherImages(const Platform& platform, const Config& config,
                                                   const EnvironmentEntry* environment,
                                                   const LiveAnswer& live) {
  const ImageFinder finder(platform, config);
  std::map<std::string, std::string> others;
  for (const Service& service : platform.services) {
    const auto tag = live.tags.find(service.name);
    if (service.IsExternal() || tag == live.tags.end()) continue;
    const auto known = live.images.find(service.name);
    std::string runs = known == live.images.end() ? std::string() : known->second;
    if (const auto repository = live.repositories.find(service.name);
        runs.empty() && repository != live.repositories.end()) {
      const auto own = RepositoryOf(environment, service.image, {service.name});
      if (own && LastName(repository->second) != LastName(*own)) runs = repository->second;
    }
    std::optional<std::string> other =
        finder.Find(runs, std::string(BareTag(tag->second.tag)), service.image);
    if (other) others.emplace(service.name, *std::move(other));
  }
  return others;
}

}  // namespace deltaplan::planner
