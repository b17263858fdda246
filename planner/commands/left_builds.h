// What is left to build of a plan: for `release build`, and for `images --plan DIR --builds DIR`.
#ifndef DELTAPLAN_PLANNER_COMMANDS_LEFT_BUILDS_H_
#define DELTAPLAN_PLANNER_COMMANDS_LEFT_BUILDS_H_

#include <string>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/options.h"
#include "planner/decide/builds_left.h"
#include "planner/model/config.h"
#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/plan_document.h"

namespace deltaplan::planner {

struct LeftBuilds {
  std::vector<BuildCall> builds;
  std::vector<ImageProgress> images;  ///< the same, and those of the plan that are there; by name
  Answer answer;  ///< what the registry says; with another exit code than `kDone` nobody may build
};
/// Asks for the images that `plan`, which lies in `directory`, builds and builds upon. Nobody may
/// build when a registry can't be asked, or has an image of another platform, which nobody may push
/// over.
Result<LeftBuilds> FindLeftBuilds(const PlanDocument& plan, const std::string& directory,
                                  const Config& config, const EnvironmentEntry& environment,
                                  const Options& options, const Ports& ports);

/// The same, and writes the arguments of each build to --builds: "WAVE/NAME", a NUL behind each
/// argument. Nothing is written when nobody may build.
Result<Answer> AnswerWithBuilds(const PlanDocument& plan, const std::string& directory,
                                const Config& config, const EnvironmentEntry& environment,
                                const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_LEFT_BUILDS_H_
