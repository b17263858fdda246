// What must not go on without a word from the operator.
#ifndef DELTAPLAN_PLANNER_DECIDE_GATES_H_
#define DELTAPLAN_PLANNER_DECIDE_GATES_H_

#include <vector>

#include "planner/model/decisions.h"
#include "planner/model/facts.h"
#include "planner/model/policy.h"
#include "planner/model/refusal.h"
#include "planner/model/terraform_facts.h"

namespace deltaplan::planner {

/// The gates that are shut for `decided`: `dirty`, `rollback`, `diverged`, and under --strict
/// `strict`.
Refusals CheckGates(const Facts& facts, const Policy& policy,
                    const std::vector<ServiceDecision>& decided);

/// Under --strict: what deploys and no address rolls, where Terraform rolls the environment.
Refusals CheckAddresses(const Facts& facts, const Policy& policy,
                        const std::vector<ServiceDecision>& decided,
                        const TerraformFacts& terraform);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_GATES_H_
