// From facts and decisions to the plan. Pure: it adds tags, addresses and what other engines need.
#ifndef DELTAPLAN_PLANNER_DECIDE_ASSEMBLE_H_
#define DELTAPLAN_PLANNER_DECIDE_ASSEMBLE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/comparison.h"
#include "planner/model/config.h"
#include "planner/model/decisions.h"
#include "planner/model/facts.h"
#include "planner/model/plan.h"
#include "planner/model/service_environment.h"
#include "planner/model/terraform_facts.h"

namespace deltaplan::planner {

/// The tags of all services after the plan: changed ones get the new tag, all others keep their
/// live one, those that the configuration does not know included. None in a preview.
std::map<std::string, std::string> CompleteTagMap(const Facts& facts,
                                                  const std::vector<ServiceDecision>& decisions);

/// The files in which Terraform is given the tags of a plan: one, or with several tag maps one for
/// each root.
struct TagsFiles {
  TagsFile for_all;                ///< empty where each root has its own
  std::vector<TagsFile> of_roots;  ///< as `TerraformTerms::roots`; empty: `for_all` is for all
};

/// What a plan against what is live holds besides what was decided. Other plans have none of it.
struct PlanExtras {
  Warnings warnings;  ///< told behind those of the facts
  TagsFiles tags;
};

/// The whole plan. `environment` may be null; `lists` are the files that reasons name.
Plan Assemble(const Facts& facts, Decisions decisions, const TerraformFacts& terraform,
              FileLists lists, const Config& config, const EnvironmentEntry* environment,
              PlanExtras extras = {});

/// What an environment's configuration lets Terraform plans do that roll these services; nullopt
/// without an environment.
std::optional<TerraformTerms> TerraformTermsOf(const EnvironmentEntry* environment,
                                               const std::vector<Service>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_ASSEMBLE_H_
