// The subcommands. Each reads through the ports, returns its answer as text, and writes nothing but
// --out; `tags set` writes the tag map.
#ifndef DELTAPLAN_PLANNER_COMMANDS_COMMANDS_H_
#define DELTAPLAN_PLANNER_COMMANDS_COMMANDS_H_

#include <string>

#include "planner/commands/options.h"
#include "planner/model/exit_code.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// What a command has to say. `output` is for standard output, `messages` for standard error.
struct Answer {
  std::string output;
  std::string messages;
  ExitCode exit_code = ExitCode::kDone;
};

Result<Answer> RunPlan(const Options& options, const Ports& ports);
Result<Answer> RunPreview(const Options& options, const Ports& ports);
Result<Answer> RunWhy(const Options& options, const Ports& ports);
Result<Answer> RunAffects(const Options& options, const Ports& ports);
Result<Answer> RunStatus(const Options& options, const Ports& ports);
Result<Answer> RunTags(const Options& options, const Ports& ports);
Result<Answer> RunTargets(const Options& options, const Ports& ports);
Result<Answer> RunVerify(const Options& options, const Ports& ports);
Result<Answer> RunAudit(const Options& options, const Ports& ports);
Result<Answer> RunInit(const Options& options, const Ports& ports);
Result<Answer> RunCheck(const Options& options, const Ports& ports);
Result<Answer> RunSettings(const Options& options, const Ports& ports);
Result<Answer> RunImages(const Options& options, const Ports& ports);
Result<Answer> RunRelease(const Options& options, const Ports& ports);
Result<Answer> RunGraph(const Options& options, const Ports& ports);
Result<Answer> RunCi(const Options& options, const Ports& ports);

/// Never an error, and never a message: a shell asks while somebody types.
Answer RunComplete(const Options& options, const Ports& ports);

/// Runs the command that the options name.
Result<Answer> RunCommand(const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_COMMANDS_H_
