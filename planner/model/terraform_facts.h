// Which Terraform addresses roll which service, and what has to be known of them.
#ifndef DELTAPLAN_PLANNER_MODEL_TERRAFORM_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_TERRAFORM_FACTS_H_

#include <string>
#include <vector>

#include "planner/model/warning.h"

namespace deltaplan::planner {

struct ServiceAddresses {
  std::vector<std::string> addresses;
  bool are_found = false;  ///< in Terraform's files; else they are made from patterns
};

struct TerraformFacts {
  std::vector<ServiceAddresses> services;  ///< by index of `Facts::platform.services`
  Warnings warnings;  ///< those about a service count only when it deploys and was looked for
  Warnings changes;   ///< changed files outside of all inputs: Terraform's, and nobody's
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_TERRAFORM_FACTS_H_
