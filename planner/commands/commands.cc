#include "planner/commands/commands.h"

#include <utility>

#include "planner/commands/guess.h"

namespace deltaplan::planner {

Result<Answer> RunCommand(const Options& options, const Ports& ports) {
  switch (options.command) {
    case Command::kPlan:
      return RunPlan(options, ports);
    case Command::kPreview:
      return RunPreview(options, ports);
    case Command::kWhy:
      return RunWhy(options, ports);
    case Command::kAffects:
      return RunAffects(options, ports);
    case Command::kStatus:
      return RunStatus(options, ports);
    case Command::kTags:
      return RunTags(options, ports);
    case Command::kTargets:
      return RunTargets(options, ports);
    case Command::kVerify:
      return RunVerify(options, ports);
    case Command::kImages:
      return RunImages(options, ports);
    case Command::kRelease:
      return RunRelease(options, ports);
    case Command::kComplete:
      return RunComplete(options, ports);
    case Command::kGraph:
      return RunGraph(options, ports);
    case Command::kCi:
      return RunCi(options, ports);
    case Command::kAudit:
      return RunAudit(options, ports);
    case Command::kInit:
      return RunInit(options, ports);
    case Command::kSettings:
      return RunSettings(options, ports);
    case Command::kStart:
      return Answer{.output = options.help, .messages = WhatIsThere(options, ports)};
    case Command::kCheck:
      break;
  }
  return RunCheck(options, ports);
}

}  // namespace deltaplan::planner
