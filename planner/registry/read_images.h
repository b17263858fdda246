// From images that somebody wants to what one registry says of them.
#ifndef DELTAPLAN_PLANNER_REGISTRY_READ_IMAGES_H_
#define DELTAPLAN_PLANNER_REGISTRY_READ_IMAGES_H_

#include <string>
#include <vector>

#include "planner/model/image_facts.h"
#include "planner/registry/image_registry.h"

namespace deltaplan::planner {

/// Whether they are there; with `details` also for which platforms, from which commit, and whether
/// their tags can be pushed only once. The first of `platforms` says whose commit counts in an
/// index of several. In the order of `images`.
std::vector<ImageReading> ReadImages(ImageRegistry& registry,
                                     const std::vector<RegistryImage>& images, bool details,
                                     const std::vector<std::string>& platforms);

/// What the reading means for whoever runs the image.
ImageFacts JudgeImage(WantedImage wanted, ImageReading reading,
                      const std::vector<std::string>& platforms);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_READ_IMAGES_H_
