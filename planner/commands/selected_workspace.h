// The workspace that Terraform would work in.
#ifndef DELTAPLAN_PLANNER_COMMANDS_SELECTED_WORKSPACE_H_
#define DELTAPLAN_PLANNER_COMMANDS_SELECTED_WORKSPACE_H_

#include <optional>
#include <string>

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/refusal.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// In each root module of the environment: TF_WORKSPACE, else what was selected in its data
/// directory (TF_DATA_DIR, else `.terraform`), else `default`. Refused when one is not the
/// environment's, which is `default` where it names none; an error where Terraform is not
/// initialised. `top` is the repository's.
Result<std::optional<Refusal>> FindOtherWorkspace(const EnvironmentEntry& environment,
                                                  const Platform& platform, const std::string& top,
                                                  const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_SELECTED_WORKSPACE_H_
