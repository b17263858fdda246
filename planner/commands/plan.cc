// deltaplan plan: which services to deploy, against what is live.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/audit_facts.h"
#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/guess.h"
#include "planner/commands/next_apply.h"
#include "planner/commands/out_directory.h"
#include "planner/commands/plan_tags.h"
#include "planner/config/health_addresses.h"
#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"
#include "planner/decide/gates.h"
#include "planner/facts/gather.h"
#include "planner/live/read_live.h"
#include "planner/model/service_environment.h"
#include "planner/model/warning.h"
#include "planner/terraform/gather_terraform.h"

namespace deltaplan::planner {
namespace {

bool IsLiveTold(const Project& project, const Options& options) {
  const EnvironmentEntry* environment = project.environment();
  return (environment != nullptr && HasLiveSources(*environment)) || !options.live.tags.empty() ||
         options.live.file;
}

// The warning of those that are decided by what was pushed.
std::optional<Warning> PushedNotRolled(const Project& project, const Facts& facts,
                                       const Options& options) {
  std::vector<std::string> names = KnownByPushAlone(project.environment(), facts.platform.services);
  std::erase_if(names, [&](const std::string& name) {
    const bool is_asked = options.services.empty() || options.services.contains(name);
    return !is_asked || options.live.file || options.live.tags.contains(name);
  });
  if (names.empty()) return std::nullopt;
  return warnings::PushedCountsAsLive{std::move(names)};
}

// What there is to say of the facts that only a plan has to.
Warnings WarningsBesides(const Project& project, const Facts& facts, const Options& options) {
  Warnings told;
  if (!IsLiveTold(project, options)) told.push_back(warnings::LiveNotTold());
  if (auto pushed = PushedNotRolled(project, facts, options)) told.push_back(*std::move(pushed));
  std::ranges::move(
      MissingInputs(project, facts.platform, facts.inputs, facts.ignore, options.services),
      std::back_inserter(told));
  return told;
}

// All that decides what is planned, besides what `SameQuestion` says again.
std::vector<std::string> WordsOf(const Options& options) {
  std::vector<std::string> words{"plan"};
  if (options.to) words.insert(words.end(), {"--to", *options.to});
  const std::pair<const char*, const std::set<std::string>*> named[] = {
      {"--service", &options.services}, {"--force", &options.force}, {"--hold", &options.hold}};
  for (const auto& [flag, names] : named) {
    for (const std::string& name : *names) words.insert(words.end(), {flag, name});
  }
  const std::pair<const char*, bool> switches[] = {
      {"--strict", options.strict},
      {"--allow-dirty", options.allow_dirty},
      {"--allow-rollback", options.allow_rollback},
      {"--allow-diverged", options.allow_diverged},
      {"--allow-in-progress", options.allow_in_progress}};
  for (const auto& [flag, is_given] : switches) {
    if (is_given) words.emplace_back(flag);
  }
  return words;
}

// From a plan that nothing refuses to its apply; from one of nothing to what runs.
std::string NextAfterPlan(const Plan& plan, const Project& project, const Options& options,
                          const Ports& ports) {
  if (plan.deploy_count() == 0) {
    return NextCommand(options, ports.terminal, {"status"},
                       "shows what runs beside the tag map and head.");
  }
  if (!options.out) {
    std::vector<std::string> words = WordsOf(options);
    words.insert(words.end(), {"--out", "plan"});
    std::string next = NextCommand(options, ports.terminal, words, "writes what a deploy needs.");
    if (!next.empty()) return next;
    return NextStep(options, ports.terminal,
                    "Next: the same with --out DIR writes what a deploy needs.\n");
  }
  const WrittenPlace place{.directory = *options.out,
                           .environment = plan.environment,
                           .top = project.repository().facts().work_dir};
  return NextStepsOf(place, BuildNeedsOf(plan), ApplyNeedsOf(plan), options, ports);
}

}  // namespace

Result<Answer> RunPlan(const Options& given, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened =
      Project::Open(WithWhatIsThere(ProjectRequestOf(given)), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return std::move(platform).error();
  const Result<Options> chosen = WithServicesOf(*platform, given);
  if (!chosen) return chosen.error();
  const Options& options = *chosen;
  for (Status status : {CheckChosenServices(*platform, options),
                        CheckHealthAddresses(project.config(), *platform, project.config_name(),
                                             project.config_text())}) {
    if (!status) return std::move(status).error();
  }
  if (options.out) {
    Status out = CheckOutDirectory(project, *options.out, ports.files);
    if (!out) return std::move(out).error();
  }
  const Policy policy = PolicyOf(options, project.environment());
  Result<GatheredFacts> gathered =
      GatherAgainstLive(project, *std::move(platform), LiveRequestOf(options), policy,
                        options.to ? Goal::kTagMap : Goal::kHead, GatherOptionsOf(options), ports);
  if (!gathered) return std::move(gathered).error();
  auto [facts, lists] = *std::move(gathered);
  Warnings besides = WarningsBesides(project, facts, options);
  const Result<TerraformFacts> terraform = GatherTerraform(project, facts, options.state, ports);
  if (!terraform) return terraform.error();
  const TagsLayout layout = GatherTagsLayout(project, facts.platform.services, ports.files);

  Decisions decisions = Decide(facts, policy);
  Refusals refusals = decisions.refusals;
  for (Refusal& refusal : CheckAddresses(facts, policy, decisions.services, *terraform)) {
    refusals.push_back(std::move(refusal));
  }
  TagsFiles tags = TagsFilesOf(layout, project.environment(), facts, decisions);
  const Plan plan =
      Assemble(facts, std::move(decisions), *terraform, std::move(lists), project.config(),
               project.environment(), {.warnings = std::move(besides), .tags = std::move(tags)});
  Result<Answer> answer = AnswerWithPlan(plan, facts.inputs, refusals, options, ports);
  if (!answer) return answer;
  answer->messages.insert(0, ConfigNotes(project, options, ports.terminal));
  if (refusals.empty()) answer->output += NextAfterPlan(plan, project, given, ports);
  return answer;
}

}  // namespace deltaplan::planner
