// Which Terraform addresses roll which service. Pure: the module tree and the state in, addresses
// and warnings out. The rules are those of docs/terraform.md.
#ifndef DELTAPLAN_PLANNER_TERRAFORM_SERVICE_TARGETS_H_
#define DELTAPLAN_PLANNER_TERRAFORM_SERVICE_TARGETS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/model/warning.h"
#include "tfvars/address/address.h"
#include "tfvars/modules/module_tree.h"

namespace deltaplan::planner {

struct ServiceTarget {
  std::string address;
  std::optional<std::size_t> node;  ///< of the tree: where it is declared; nullopt: nowhere
  bool from_state = false;          ///< the files don't tell that there is such an instance
  std::optional<bool> in_state;     ///< nullopt: no state was given
  bool is_written = false;          ///< in the configuration; else it was found
};

struct ServiceTargets {
  std::string service;
  std::vector<ServiceTarget> targets;  ///< in the order of their addresses
};

/// A resource that an image tag reaches and whose instances can't be told.
struct UnresolvedTarget {
  std::string address;
  tfvars::FileLine place;
  std::string reason;
  std::vector<std::string> services = {};  ///< whose target all that there may be stays
};

struct TargetFindings {
  std::vector<ServiceTargets> services;  ///< sorted by name, every service
  std::vector<UnresolvedTarget> unresolved;
  Warnings warnings;

  /// `services` has it.
  const ServiceTargets& Of(const std::string& service) const;
};

/// A service with all its addresses, found or written.
struct AddressedService {
  std::string service;
  std::vector<tfvars::Target> targets;
};

/// The instances of a state, sorted.
using StateAddresses = std::vector<tfvars::AbsResourceInstance>;

/// `services` are sorted names: those that are rolled in this root module.
TargetFindings FindTargets(const tfvars::ModuleTree& tree, const std::vector<std::string>& services,
                           const std::optional<StateAddresses>& state);

/// What there is to say of a resource that a service's address names: it ignores changes of its
/// image, or another program rolls it.
void AddNodeWarnings(const tfvars::TreeNode& node, const std::string& service, Warnings& warnings);

/// Of `files`, those that declare nothing but managed resources all of whose instances are targets,
/// with the services that have to deploy for all of them to be applied.
std::map<std::string, std::set<std::string>> RolledWith(
    const std::vector<std::string>& files, const tfvars::ModuleTree& tree,
    const std::vector<AddressedService>& targets);

/// What a change to Terraform files touches: local modules (without keys) whose directory holds one
/// of them, and services one of whose addresses is declared in one, or in such a module.
struct TerraformReach {
  std::vector<std::string> modules;
  std::vector<std::string> services;
};
TerraformReach ReachOf(const std::vector<std::string>& files, const tfvars::ModuleTree& tree,
                       const TargetFindings& findings);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TERRAFORM_SERVICE_TARGETS_H_
