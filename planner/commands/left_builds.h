// deltaplan images --plan DIR --builds DIR: what is left to build of a plan, for a container tool.
#ifndef DELTAPLAN_PLANNER_COMMANDS_LEFT_BUILDS_H_
#define DELTAPLAN_PLANNER_COMMANDS_LEFT_BUILDS_H_

#include <string>

#include "planner/commands/commands.h"
#include "planner/commands/options.h"
#include "planner/model/config.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/plan_document.h"

namespace deltaplan::planner {

/// Asks for the images that `plan`, which lies in `directory`, builds and builds upon; answers with
/// what the registry says, and writes the arguments of each build that is left to --builds:
/// "WAVE/NAME", a NUL behind each argument. Nothing is written when a registry can't be asked, or
/// has an image of another platform, which nobody may push over.
Result<Answer> AnswerWithBuilds(const PlanDocument& plan, const std::string& directory,
                                const Config& config, const EnvironmentEntry& environment,
                                const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_LEFT_BUILDS_H_
