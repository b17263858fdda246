#include "planner/model/config.h"

#include <algorithm>

#include "planner/model/placeholders.h"

namespace deltaplan::planner {

std::string BuildEntry::DockerfileOf(std::string_view image) const {
  const std::string path =
      (context.empty() ? "" : context + "/") + dockerfile.value_or("Dockerfile");
  return FillPlaceholders(path, {{"image", std::string(image)}});
}

bool ReadsManifests(const Config& config) {
  return config.dependencies == DependencyMode::kWorkspace || config.workspace.precise;
}

const BuildEntry* BuildOf(const Config& config, std::string_view image) {
  const auto own = std::ranges::find(config.images, image, &ImageEntry::name);
  if (own != config.images.end() && own->build) return &*own->build;
  return config.build ? &*config.build : nullptr;
}

}  // namespace deltaplan::planner
