// From a plan that was written to a directory to its apply.
#ifndef DELTAPLAN_PLANNER_COMMANDS_NEXT_APPLY_H_
#define DELTAPLAN_PLANNER_COMMANDS_NEXT_APPLY_H_

#include <optional>
#include <string>

#include "planner/commands/options.h"
#include "planner/ports/files.h"
#include "planner/ports/ports.h"
#include "planner/report/next_step.h"

namespace deltaplan::planner {

/// Where a plan lies, and what it is for.
struct WrittenPlace {
  std::string directory;  ///< as it was named; "": nobody knows
  std::optional<std::string> environment;
  std::optional<std::string> top;  ///< of the work tree
};

/// What has to be built before.
struct BuildNeeds {
  bool builds = false;
  bool by_release = false;   ///< `release build` knows how, and where to push
  bool has_registry = true;  ///< each image names the one that takes it
};
BuildNeeds BuildNeedsOf(const Plan& plan);
/// Of one that lies in `directory`.
BuildNeeds BuildNeedsOf(const PlanDocument& plan, const std::string& directory, Files& files);

/// The steps from there to an apply, below an answer that somebody reads at a terminal: what builds
/// the images, and `NextApply`. Their commands are told what this one was told: the configuration,
/// head, what is live. What can't be said again is left out, and "" elsewhere.
std::string NextStepsOf(const WrittenPlace& place, const BuildNeeds& build, const ApplyNeeds& apply,
                        const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_NEXT_APPLY_H_
