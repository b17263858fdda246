// deltaplan plan: which services to deploy, against what is live.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/config/health_addresses.h"
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

TagsFile TagsFileOf(const Project& project, const std::vector<Service>& services, const Plan& plan,
                    Files& files) {
  const EnvironmentEntry* environment = project.environment();
  std::vector<std::string> planned;
  for (const PlannedService& service : plan.services) planned.push_back(service.name);
  // The name of nearly every map says whether it holds variables.
  std::optional<std::set<std::string>> declared;
  std::optional<ImageTagsEntry> entry;
  if (environment != nullptr) {
    if (environment->image_tags) entry = ImageTagsOf(*environment, services);
    if (!entry || tfvars::TagFileKindOf(entry->file) == tfvars::TagFileKind::kOther) {
      declared = DeclaredVariables(*environment, project.root(), files);
    }
  }
  return MakeTagsFile(environment, entry, plan.tag_map, planned, plan.image_tags, declared);
}

}  // namespace

Result<Answer> RunPlan(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(options), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return std::move(platform).error();
  for (Status status : {CheckChosenServices(*platform, options),
                        CheckHealthAddresses(project.config(), *platform, project.config_name())}) {
    if (!status) return std::move(status).error();
  }
  Result<GatheredFacts> gathered =
      GatherAgainstLive(project, *std::move(platform), LiveRequestOf(options),
                        options.to ? Goal::kTagMap : Goal::kHead, GatherOptionsOf(options), ports);
  if (!gathered) return std::move(gathered).error();
  auto [facts, lists] = *std::move(gathered);
  Result<TerraformFacts> terraform = GatherTerraform(project, facts, options.state, ports.files);
  if (!terraform) return std::move(terraform).error();

  const Policy policy = PolicyOf(options, project.environment());
  Decisions decisions = Decide(facts, policy);
  Refusals refusals = decisions.refusals;
  for (Refusal& refusal : CheckAddresses(facts, policy, decisions.services, *terraform)) {
    refusals.push_back(std::move(refusal));
  }
  Plan plan = Assemble(facts, std::move(decisions), *terraform, std::move(lists), project.config(),
                       project.environment());
  plan.tags_file = TagsFileOf(project, facts.platform.services, plan, ports.files);
  return AnswerWithPlan(plan, refusals, options, ports);
}

}  // namespace deltaplan::planner
