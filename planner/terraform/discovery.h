// What head's Terraform files, and the state where one is given, say about the services' addresses.
#ifndef DELTAPLAN_PLANNER_TERRAFORM_DISCOVERY_H_
#define DELTAPLAN_PLANNER_TERRAFORM_DISCOVERY_H_

#include <optional>
#include <string>

#include "planner/facts/project.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/files.h"
#include "planner/terraform/service_targets.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::planner {

struct Discovery {
  std::string directory;  ///< of the root module
  bool has_state = false;
  tfvars::ModuleTree tree;
  TargetFindings findings;
};

/// Reads the root module of the project's environment. The files are those of the project's head,
/// as a deploy of it would apply them; the work tree plays no part in it. `state` is a file with a
/// Terraform state, "-" for standard input. An error when the configuration names no such module,
/// when head does not hold it, or when Terraform would refuse its files.
Result<Discovery> Discover(const Project& project, const Platform& platform,
                           const std::optional<std::string>& state, Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TERRAFORM_DISCOVERY_H_
