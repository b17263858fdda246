// From the command line to what the steps ask for, and from a plan to an answer.
#ifndef DELTAPLAN_PLANNER_COMMANDS_COMMON_H_
#define DELTAPLAN_PLANNER_COMMANDS_COMMON_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/options.h"
#include "planner/facts/gather.h"
#include "planner/facts/project.h"
#include "planner/live/read_live.h"
#include "planner/model/input_map.h"
#include "planner/model/plan.h"
#include "planner/model/policy.h"
#include "planner/model/refusal.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

ProjectRequest ProjectRequestOf(const Options& options);
/// The same for questions that hold in every environment.
ProjectRequest ProjectRequestWithoutEnvironment(const Options& options);
LiveRequest LiveRequestOf(const Options& options);
/// `environment` may be null.
Policy PolicyOf(const Options& options, const EnvironmentEntry* environment);
GatherOptions GatherOptionsOf(const Options& options);

/// How text is to look on the terminal.
TextStyle StyleFor(const Options& options, const Terminal& terminal);

/// `next`, which is one line or more, below an answer that somebody reads at a terminal; "" in
/// pipes and logs, for programs, and under --quiet.
std::string NextStep(const Options& options, const Terminal& terminal, const std::string& next);
/// Whether a file can be read only once: standard input, and what a shell has opened for this run.
bool IsReadOnce(const std::string& file);
/// The command `deltaplan WORDS` about the same place, configuration, environment, head and live
/// tags as this one; nullopt where a copy of it would not mean the same: after what could be read
/// only once, or of bytes that no terminal shows.
std::optional<std::vector<std::string>> SameQuestion(const Options& options,
                                                     const std::vector<std::string>& words);
/// "Next: " and the command on one line, below it what it does: a sentence without its subject.
std::string NextLines(const std::vector<std::string>& command, const std::string& what);
/// The same of `SameQuestion`, at a terminal; "" without words, and where there is no such command.
std::string NextCommand(const Options& options, const Terminal& terminal,
                        const std::vector<std::string>& words, const std::string& what);

/// `text` as comments of what is printed above it: `mark` before each line that is not empty.
std::string CommentLines(const std::string& text, const std::string& mark);
/// Those of `options` that say where it stands, about `environment`: for a next command that is
/// told nothing of what is live.
Options PlaceOf(Options options, const std::optional<std::string>& environment);

/// Whether --service, --force or --hold has a pattern, in which "*" stands for any characters.
bool HasServicePatterns(const Options& options);
/// The same options with the services that each pattern means in its place; an error when one means
/// none. A service of exactly the pattern's name is meant alone.
Result<Options> WithServicesOf(const Platform& platform, const Options& options);

/// The services that `name` means: the one that is called so, else those that it matches as a
/// pattern, in which "*" stands for any characters; sorted.
std::vector<std::string> ServicesMeant(const Platform& platform, const std::string& name);

/// The services that --service, --force, --hold and --live name are services of the platform, or an
/// error.
Status CheckChosenServices(const Platform& platform, const Options& options);

/// The plan in the format that was asked for; files of --out; the exit code. A plan that gates
/// refuse is shown all the same, but writes no files, and no format that jobs are made of.
/// `inputs` are those of the plan's platform.
Result<Answer> AnswerWithPlan(const Plan& plan, const InputMap& inputs, const Refusals& refusals,
                              const Options& options, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_COMMON_H_
