// Packages that changed and that, as the configuration has it, nobody uses.
#ifndef DELTAPLAN_PLANNER_FACTS_PACKAGE_USERS_H_
#define DELTAPLAN_PLANNER_FACTS_PACKAGE_USERS_H_

#include <vector>

#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/input_map.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// With "declared" dependencies, a `package_without_users` for each package that no service
/// reaches, that changed between one of `baselines` and head, and that a manifest of a service or a
/// package names: by the name in its own manifest, or by a relative path. Manifests are those of
/// npm, Python, Go, Cargo, Composer, Maven, Gradle and .NET that stand right in these directories;
/// one that is not in this clone (a blobless one) names nothing.
Result<Warnings> PackagesWithoutUsers(const Project& project, const Platform& platform,
                                      const InputMap& inputs,
                                      const std::vector<Baseline>& baselines,
                                      const graph::ObjectId& head_tree);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_PACKAGE_USERS_H_
