// The Dockerfiles that images are built with, as inputs.
#ifndef DELTAPLAN_PLANNER_CONFIG_DOCKERFILE_INPUTS_H_
#define DELTAPLAN_PLANNER_CONFIG_DOCKERFILE_INPUTS_H_

#include "planner/config/tree_glob.h"
#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Adds the Dockerfile that an image is built with, and the ignore files that may decide what its
/// build sees of the context, to its inputs, as far as no other entry has them. A Dockerfile that
/// `finder` does not find is a dead path; an ignore file that is not there is an input all the
/// same, for a build that had one saw something else.
void AddDockerfiles(Platform& platform, const Config& config, TreeGlob& finder,
                    ConfigProblems& problems);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_DOCKERFILE_INPUTS_H_
