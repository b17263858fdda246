// What head's Terraform files, and the state where one is given, say about the services' addresses.
#ifndef DELTAPLAN_PLANNER_COMMANDS_DISCOVERY_H_
#define DELTAPLAN_PLANNER_COMMANDS_DISCOVERY_H_

#include <string>

#include "planner/commands/session.h"
#include "planner/model/options.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/terraform/service_targets.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::planner {

struct Discovery {
  std::string directory;  ///< of the root module
  bool has_state = false;
  tfvars::ModuleTree tree;
  TargetFindings findings;
};

/// Reads the root module of the session's environment, once. The files are head's own, as a deploy
/// of head would apply them; the work tree plays no part in it. An error when the configuration
/// names no such module, when head does not hold it, or when Terraform would refuse its files.
Result<const Discovery*> Discover(Session& session, const Platform& platform,
                                  const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_DISCOVERY_H_
