// The part of the facts that Terraform's files hold: addresses, and changes to those files.
#ifndef DELTAPLAN_PLANNER_TERRAFORM_GATHER_TERRAFORM_H_
#define DELTAPLAN_PLANNER_TERRAFORM_GATHER_TERRAFORM_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/facts/project.h"
#include "planner/model/facts.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/terraform_facts.h"
#include "planner/model/warning.h"
#include "planner/ports/ports.h"
#include "planner/terraform/discovery.h"

namespace deltaplan::planner {

/// The addresses that roll each service: its own patterns, else its environment's, or what is found
/// in the Terraform files, which are read at most once and only where something asks for them. Of
/// `facts.unowned` it tells Terraform's files, with the modules and services that they reach, from
/// those that nobody owns.
Result<TerraformFacts> GatherTerraform(const Project& project, const Facts& facts,
                                       const StateFiles& state, const Ports& ports);

/// What `deltaplan targets` shows: the root modules, with the addresses of their services, found
/// and written ones alike, and what a plan of all services would say of them.
struct TargetsOverview {
  std::vector<Discovery> roots;
  Warnings warnings;
};
Result<TargetsOverview> GatherTargets(const Project& project, const Platform& platform,
                                      const StateFiles& state, const Ports& ports);

/// The addresses alone, by index of `platform.services`.
Result<std::vector<ServiceAddresses>> GatherAddresses(const Project& project,
                                                      const Platform& platform,
                                                      const StateFiles& state, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TERRAFORM_GATHER_TERRAFORM_H_
