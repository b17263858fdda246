// Asks the registries of images, whatever kinds they are of. When, and what a silent one means:
// docs/decisions/asking-registries.md.
#ifndef DELTAPLAN_PLANNER_REGISTRY_FIND_IMAGES_H_
#define DELTAPLAN_PLANNER_REGISTRY_FIND_IMAGES_H_

#include <chrono>
#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/image_facts.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct ImageRequest {
  std::vector<WantedImage> images;
  std::vector<std::string> platforms = {};  ///< "linux/arm64": all that they have to run on
  ImageDetail detail = ImageDetail::kAll;
  std::chrono::seconds timeout{60};
};

/// What their registries say, in the order of the request; all are asked at once. That one can't be
/// asked is told of its images and stops no other. Docker Hub counts what tells the fitness as a
/// pull: it is asked for that only together with all else. How each is asked says the environment
/// (`RegistryKindOf`). Keys of AWS are those of its live sources: the first profile that one names,
/// else what the AWS CLI would take.
std::vector<ImageFacts> FindImages(const ImageRequest& request, const Config& config,
                                   const EnvironmentEntry& environment, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_FIND_IMAGES_H_
