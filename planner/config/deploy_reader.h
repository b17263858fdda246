// "deploy" of an environment.
#ifndef DELTAPLAN_PLANNER_CONFIG_DEPLOY_READER_H_
#define DELTAPLAN_PLANNER_CONFIG_DEPLOY_READER_H_

#include <optional>
#include <string_view>

#include "planner/config/reader.h"
#include "planner/model/deploy_settings.h"

namespace deltaplan::planner {

/// os/architecture or os/architecture/variant, as container tools write it.
bool IsPlatform(std::string_view text);

/// What is wrong is recorded by place; nullopt when `node` is no object.
std::optional<DeployEntry> ReadDeploy(const ConfigNode& node);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_DEPLOY_READER_H_
