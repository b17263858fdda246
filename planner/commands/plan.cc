// deltaplan plan: which services to deploy, against what is live.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"
#include "planner/decide/gates.h"
#include "planner/facts/gather.h"
#include "planner/tags/tags_file.h"
#include "planner/terraform/gather_terraform.h"
#include "planner/terraform/tag_variables.h"
#include "tfvars/carriers/tag_variables.h"

namespace deltaplan::planner {

namespace {

TagsFile TagsFileOf(const Project& project, const Plan& plan, Files& files) {
  const EnvironmentEntry* environment = project.environment();
  std::vector<std::string> services;
  for (const PlannedService& service : plan.services) services.push_back(service.name);
  // The name of nearly every map says whether it holds variables.
  std::optional<std::set<std::string>> declared;
  if (environment != nullptr && environment->image_tags && environment->terraform &&
      tfvars::TagFileKindOf(environment->image_tags->file) == tfvars::TagFileKind::kOther) {
    declared = DeclaredVariables(environment->terraform->root.dir, project.root(), files);
  }
  return MakeTagsFile(environment, plan.tag_map, services, plan.image_tags, declared);
}

}  // namespace

Result<Answer> RunPlan(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return std::move(platform).error();
  if (Status known = CheckChosenServices(*platform, options); !known) {
    return std::move(known).error();
  }
  Result<GatheredFacts> gathered = GatherAgainstLive(
      project, *std::move(platform), LiveRequestOf(options), GatherOptionsOf(options), ports);
  if (!gathered) return std::move(gathered).error();
  auto [facts, lists] = *std::move(gathered);
  Result<TerraformFacts> terraform = GatherTerraform(project, facts, options.state, ports);
  if (!terraform) return std::move(terraform).error();

  const Policy policy = PolicyOf(options, project.environment());
  Decisions decisions = Decide(facts, policy);
  Refusals refusals = decisions.refusals;
  for (Refusal& refusal : CheckAddresses(facts, policy, decisions.services, *terraform)) {
    refusals.push_back(std::move(refusal));
  }
  Plan plan = Assemble(facts, std::move(decisions), *terraform, std::move(lists), project.config(),
                       project.environment());
  plan.tags_file = TagsFileOf(project, plan, ports.files);
  return AnswerWithPlan(plan, refusals, options, ports);
}

}  // namespace deltaplan::planner
