// From facts and decisions to the plan. Pure: it adds tags, addresses and what other engines need.
#ifndef DELTAPLAN_PLANNER_DECIDE_ASSEMBLE_H_
#define DELTAPLAN_PLANNER_DECIDE_ASSEMBLE_H_

#include <optional>
#include <vector>

#include "planner/model/comparison.h"
#include "planner/model/config.h"
#include "planner/model/decisions.h"
#include "planner/model/facts.h"
#include "planner/model/plan.h"
#include "planner/model/service_environment.h"
#include "planner/model/terraform_facts.h"

namespace deltaplan::planner {

/// The whole plan. `environment` may be null; `lists` are the files that reasons name.
///
/// The tag map is complete: changed services get the new tag, all others keep their live one, those
/// that the configuration does not know included.
Plan Assemble(const Facts& facts, Decisions decisions, const TerraformFacts& terraform,
              FileLists lists, const Config& config, const EnvironmentEntry* environment);

/// What an environment's configuration lets Terraform plans do that roll these services; nullopt
/// without an environment.
std::optional<TerraformTerms> TerraformTermsOf(const EnvironmentEntry* environment,
                                               const std::vector<Service>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_ASSEMBLE_H_
