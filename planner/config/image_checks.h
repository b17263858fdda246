// What has to hold of images once all of them are known.
#ifndef DELTAPLAN_PLANNER_CONFIG_IMAGE_CHECKS_H_
#define DELTAPLAN_PLANNER_CONFIG_IMAGE_CHECKS_H_

#include <vector>

#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Adds a problem when images are built FROM each other in a circle.
void CheckImageCycles(const std::vector<Image>& images, const Config& config,
                      ConfigProblems& problems);

/// Adds a problem for each image whose tags would be none: that depends on its name only when the
/// format holds it.
void CheckImageTags(const Platform& platform, const Config& config, ConfigProblems& problems);

/// Adds a problem for each "repository" that no registry takes, and for each image whose name makes
/// one of it.
void CheckRepositories(const Platform& platform, const Config& config, ConfigProblems& problems);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_IMAGE_CHECKS_H_
