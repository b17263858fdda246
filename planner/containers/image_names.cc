#include "planner/containers/image_names.h"

#include "planner/model/placeholders.h"

namespace deltaplan::planner {
namespace {

// Without tag and digest.
std::string_view RepositoryOf(std::string_view name) {
  name = name.substr(0, name.find('@'));
  const std::size_t colon = name.rfind(':');
  const std::size_t slash = name.rfind('/');
  const bool has_tag =
      colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
  return has_tag ? name.substr(0, colon) : name;
}

}  // namespace

ImageNames::ImageNames(const Config& config, const std::vector<AuditedImage>& images) {
  for (const AuditedImage& image : images) {
    by_name_.emplace(image.image, &image);
    for (const EnvironmentEntry& environment : config.environments) {
      if (!environment.repository) continue;
      const std::string repository = FillPlaceholders(
          *environment.repository, {{"env", environment.name}, {"image", image.image}});
      by_name_.emplace(RepositoryOf(repository), &image);
    }
  }
}

const AuditedImage* ImageNames::Find(std::string_view name) const {
  const auto found = by_name_.find(RepositoryOf(name));
  return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace deltaplan::planner
