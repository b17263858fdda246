// deltaplan preview: which services the change since the merge base with a revision touches.
#include <fmt/format.h>
#include <memory>
#include <string>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"
#include "planner/facts/gather.h"
#include "planner/terraform/gather_terraform.h"

namespace deltaplan::planner {
namespace {

// What pull requests are made against, as git clone has written it down.
Result<std::string> BaseOf(const Options& options, const Project& project) {
  if (options.base) return *options.base;
  const std::string& remote = project.repository().facts().remote;
  const std::string branch = "refs/remotes/" + remote + "/HEAD";
  if (!remote.empty() && project.repository().ResolveRevision(branch)) return remote + "/HEAD";
  return Error{
      .message = "preview has nothing to compare with: no default branch is known",
      .causes = {},
      .remedy = remote.empty()
                    ? "Name one: --base REV"
                    : fmt::format("Name one: --base REV, or let git look it up: git remote "
                                  "set-head {} --auto",
                                  remote)};
}

}  // namespace

Result<Answer> RunPreview(const Options& given, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened =
      Project::Open(ProjectRequestWithoutEnvironment(given), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<std::string> base = BaseOf(given, project);
  if (!base) return base.error();
  Options options = given;
  if (HasServicePatterns(given)) {
    const auto& snapshot = project.snapshot();
    const Result<Platform> platform =
        project.Expand(snapshot ? snapshot->root : project.head().tree);
    if (!platform) return platform.error();
    Result<Options> chosen = WithServicesOf(*platform, given);
    if (!chosen) return std::move(chosen).error();
    options = *std::move(chosen);
  }
  Result<GatheredFacts> gathered =
      GatherAgainstBase(project, *base, GatherOptionsOf(options), ports);
  if (!gathered) return std::move(gathered).error();
  auto [facts, lists] = *std::move(gathered);
  if (Status known = CheckChosenServices(facts.platform, options); !known) {
    return std::move(known).error();
  }
  Result<TerraformFacts> terraform = GatherTerraform(project, facts, options.state, ports);
  if (!terraform) return std::move(terraform).error();
  const Plan plan = Assemble(facts, Decide(facts, PolicyOf(options, project.environment())),
                             *terraform, std::move(lists), project.config(), project.environment());
  return AnswerWithPlan(plan, {}, options, ports);
}

}  // namespace deltaplan::planner
