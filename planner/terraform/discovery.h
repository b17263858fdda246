// What head's Terraform files, and the state where one is given, say about the services' addresses.
#ifndef DELTAPLAN_PLANNER_TERRAFORM_DISCOVERY_H_
#define DELTAPLAN_PLANNER_TERRAFORM_DISCOVERY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/facts/project.h"
#include "planner/model/known_state.h"
#include "planner/model/result.h"
#include "planner/model/service_environment.h"
#include "planner/model/state_files.h"
#include "planner/ports/ports.h"
#include "planner/terraform/service_targets.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::planner {

struct Discovery {
  TerraformRoot root;
  std::optional<StateAddresses> state;  ///< nullopt: none was given
  tfvars::ModuleTree tree;
  TargetFindings findings;
};

/// Comments alone are no root module: of what is written nothing can be told from them.
bool DeclaresSomething(const tfvars::ModuleTree& tree);

/// Reads a root module of the project's environment, which has "terraform", for the services that
/// are rolled there. The files are those of the project's head, as a deploy of it would apply them;
/// the work tree plays no part in it. What the configuration does not say of variables and the
/// workspace comes from TF_VAR_... and TF_WORKSPACE. `state` is a file with a Terraform state, "-"
/// for standard input; without one `known` counts, which may be null. An error when head does not
/// hold the module, or when Terraform would refuse its files.
Result<Discovery> Discover(const Project& project, const RootServices& root,
                           const std::optional<std::string>& state, const KnownState* known,
                           const Ports& ports);

/// The states of the roots, in their order; an error when the configuration names no root module,
/// and those of `StatesOf`.
Result<std::vector<std::optional<std::string>>> StatesOfRoots(
    const std::vector<RootServices>& roots, const StateFiles& state);
Error NoRootError();

/// By its name: one that Terraform or OpenTofu reads in a root module.
bool IsTerraformFile(std::string_view path);

/// TF_WORKSPACE is set to another workspace than a root's.
std::optional<Warning> WorkspaceWarning(const std::vector<RootServices>& roots, const Ports& ports);

/// All of them, in the order of `RootsOf`, checked.
Result<std::vector<Discovery>> DiscoverAll(const Project& project, const Platform& platform,
                                           const StateFiles& state, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TERRAFORM_DISCOVERY_H_
