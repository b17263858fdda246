// The workspace that Terraform works in where nobody names one.
#ifndef DELTAPLAN_PLANNER_LIVE_TERRAFORM_WORKSPACE_H_
#define DELTAPLAN_PLANNER_LIVE_TERRAFORM_WORKSPACE_H_

#include <optional>
#include <string>

#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

inline constexpr const char* kDefaultWorkspace = "default";

struct TerraformWorkspace {
  std::string name;
  bool by_variable = false;  ///< TF_WORKSPACE says it, whatever was selected
};

/// That of a root module below `top`, the repository's: TF_WORKSPACE, else what was selected in its
/// data directory (TF_DATA_DIR, else `.terraform`), else `default`. nullopt: Terraform is not
/// initialised there.
Result<std::optional<TerraformWorkspace>> ReadTerraformWorkspace(const std::string& top,
                                                                 const std::string& directory,
                                                                 const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_TERRAFORM_WORKSPACE_H_
