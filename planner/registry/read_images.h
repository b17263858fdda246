// From images that somebody wants to what one registry says of them.
#ifndef DELTAPLAN_PLANNER_REGISTRY_READ_IMAGES_H_
#define DELTAPLAN_PLANNER_REGISTRY_READ_IMAGES_H_

#include <string>
#include <vector>

#include "planner/model/image_facts.h"
#include "planner/registry/image_registry.h"

namespace deltaplan::planner {

/// As much as `detail` says, and no more is asked. The first of `platforms` says whose commit
/// counts in an index of several. In the order of `images`.
std::vector<ImageReading> ReadImages(ImageRegistry& registry,
                                     const std::vector<RegistryImage>& images, ImageDetail detail,
                                     const std::vector<std::string>& platforms);

/// What the reading means for whoever runs the image.
ImageFacts ImageFactsOf(WantedImage wanted, ImageReading reading,
                        const std::vector<std::string>& platforms);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_READ_IMAGES_H_
