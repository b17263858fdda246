// Which Terraform addresses roll which service, and what has to be known of them.
#ifndef DELTAPLAN_PLANNER_MODEL_TERRAFORM_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_TERRAFORM_FACTS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "planner/model/warning.h"

namespace deltaplan::planner {

struct ServiceAddresses {
  std::vector<std::string> addresses;
};

struct TerraformFacts {
  std::vector<ServiceAddresses> services;  ///< by index of `Facts::platform.services`
  Warnings warnings;                       ///< those about a service count only when it deploys
  Warnings changes;      ///< changed files outside of all inputs: Terraform's, and nobody's
  bool is_used = false;  ///< the environment is rolled by Terraform
  /// Changed files that declare nothing but addresses of these services: where all of them deploy,
  /// their targets bring the change out.
  std::map<std::string, std::set<std::string>> rolled_with;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_TERRAFORM_FACTS_H_
