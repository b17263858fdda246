// What the configuration at each baseline says of builds otherwise than head's does.
#ifndef DELTAPLAN_PLANNER_FACTS_BUILDS_H_
#define DELTAPLAN_PLANNER_FACTS_BUILDS_H_

#include <vector>

#include "graph/object_id.h"
#include "planner/facts/past_configs.h"
#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/image_build.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

struct ComparedBuilds {
  std::vector<BuildDifferences> differences;  ///< by index of the baselines
  /// Baselines that the configuration's file does not exist at: their trees alone decide.
  std::vector<graph::ObjectId> without_configuration;
};

/// Compares the builds of all images of `platform` with what `configs`, those of `baselines`, say
/// of them. An error means that a tree could not be read; a configuration that can't be read or
/// understood is a difference.
Result<ComparedBuilds> CompareBuilds(const Project& project, const Platform& platform,
                                     const std::vector<Baseline>& baselines,
                                     const PastConfigs& configs);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_BUILDS_H_
