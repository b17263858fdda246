// How a registry is asked whether it has an image.
#ifndef DELTAPLAN_PLANNER_LIVE_REGISTRY_KIND_H_
#define DELTAPLAN_PLANNER_LIVE_REGISTRY_KIND_H_

#include <string_view>

#include "planner/model/deploy_settings.h"

namespace deltaplan::planner {

/// As the settings say it; else by the host of `repository`: ECR's by its API, one on this machine
/// in clear text, any other over HTTPS.
RegistryKind RegistryKindOf(const DeployEntry& deploy, std::string_view repository);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_REGISTRY_KIND_H_
