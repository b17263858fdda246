// "environments" of the configuration.
#ifndef DELTAPLAN_PLANNER_CONFIG_ENVIRONMENTS_H_
#define DELTAPLAN_PLANNER_CONFIG_ENVIRONMENTS_H_

#include <optional>
#include <vector>

#include "planner/config/reader.h"
#include "planner/model/config.h"
#include "planner/model/live_source_kind.h"

namespace deltaplan::planner {

/// All of them, in order of the file; "live" entries may be of `kinds`. nullopt when `node` is no
/// object; problems of single entries are recorded.
std::optional<std::vector<EnvironmentEntry>> ReadEnvironments(
    const std::vector<LiveSourceKind>& kinds, const ConfigNode& node);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_ENVIRONMENTS_H_
