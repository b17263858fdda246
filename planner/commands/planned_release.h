// A plan that is being released: its services, its project, and how far it has come.
#ifndef DELTAPLAN_PLANNER_COMMANDS_PLANNED_RELEASE_H_
#define DELTAPLAN_PLANNER_COMMANDS_PLANNED_RELEASE_H_

#include <memory>
#include <string>
#include <vector>

#include "planner/facts/project.h"
#include "planner/model/platform.h"
#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/plan_document.h"

namespace deltaplan::planner {

struct PlannedRelease {
  PlanDocument plan;
  std::string plan_digest;  ///< of plan.json
  std::string directory;    ///< that holds it
  std::unique_ptr<Project> project;
  Platform platform;                      ///< in head
  std::vector<ReleasedService> rolled;    ///< to new images, sorted by name
  std::vector<ReleasedService> restarts;  ///< with their own

  const EnvironmentEntry& environment() const { return *project->environment(); }
};

/// The plan in the directory `place`, and what its environment says of where its services run. An
/// error where the request is for another environment.
Result<PlannedRelease> OpenPlannedRelease(const std::string& place, const ProjectRequest& request,
                                          const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_PLANNED_RELEASE_H_
