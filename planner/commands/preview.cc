// deltaplan preview: which services the change since the merge base with a revision touches.
#include <memory>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"
#include "planner/facts/gather.h"
#include "planner/terraform/gather_terraform.h"

namespace deltaplan::planner {

Result<Answer> RunPreview(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened =
      Project::Open(ProjectRequestWithoutEnvironment(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  Result<GatheredFacts> gathered =
      GatherAgainstBase(project, options.base, GatherOptionsOf(options), ports);
  if (!gathered) return std::move(gathered).error();
  auto [facts, lists] = *std::move(gathered);
  if (Status known = CheckChosenServices(facts.platform, options); !known) {
    return std::move(known).error();
  }
  Result<TerraformFacts> terraform = GatherTerraform(project, facts, options.state, ports.files);
  if (!terraform) return std::move(terraform).error();
  const Plan plan = Assemble(facts, Decide(facts, PolicyOf(options, project.environment())),
                             *terraform, std::move(lists), project.config(), project.environment());
  return AnswerWithPlan(plan, {}, options, ports);
}

}  // namespace deltaplan::planner
