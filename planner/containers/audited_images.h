// The images of the configuration as an audit looks at them.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_AUDITED_IMAGES_H_
#define DELTAPLAN_PLANNER_CONTAINERS_AUDITED_IMAGES_H_

#include <set>
#include <string>
#include <vector>

#include "planner/containers/audit.h"
#include "planner/model/input_map.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Those of services that are built here and of `images`, sorted by image. `only` are the services
/// that are asked for; empty: all.
std::vector<AuditedImage> AuditedImages(const Platform& platform, const InputMap& inputs,
                                        const std::set<std::string>& only = {});

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_AUDITED_IMAGES_H_
