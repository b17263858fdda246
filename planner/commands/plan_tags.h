// The files in which Terraform is given the tags of a plan.
#ifndef DELTAPLAN_PLANNER_COMMANDS_PLAN_TAGS_H_
#define DELTAPLAN_PLANNER_COMMANDS_PLAN_TAGS_H_

#include <vector>

#include "planner/facts/project.h"
#include "planner/model/plan.h"
#include "planner/model/service_environment.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// Sets the tags file of the plan; with several tag maps those of its roots, each with the
/// variables of the maps that it reads. `services` are all that there are.
void SetTagsFiles(const Project& project, const std::vector<Service>& services, Files& files,
                  Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_PLAN_TAGS_H_
