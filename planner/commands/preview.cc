// deltaplan preview: which services the change since the merge base with a revision touches.
#include "planner/commands/preview.h"

#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/commands/guess.h"
#include "planner/commands/out_directory.h"
#include "planner/decide/assemble.h"
#include "planner/decide/decide.h"
#include "planner/facts/gather.h"
#include "planner/report/plan_markdown.h"
#include "planner/report/plan_text.h"
#include "planner/terraform/gather_terraform.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

// What pull requests are made against, as git clone has written it down.
std::optional<std::string> DefaultBase(GitRepository& repository) {
  const std::string& remote = repository.facts().remote;
  const std::string branch = "refs/remotes/" + remote + "/HEAD";
  if (remote.empty() || !repository.ResolveRevision(branch)) return std::nullopt;
  return remote + "/HEAD";
}

Result<std::string> BaseOf(const Options& options, const Project& project) {
  if (options.base) return *options.base;
  if (const std::optional<std::string> base = DefaultBase(project.repository())) return *base;
  const std::string& remote = project.repository().facts().remote;
  Error error{.message = "preview has nothing to compare with: no default branch is known",
              .causes = {},
              .remedy = "Name one: --base REV"};
  if (const auto step = NextPreview(project.repository(), options.head)) {
    const std::vector<std::string> flags(step->words.begin() + 1, step->words.end());
    error.remedy +=
        fmt::format(", such as {} for what the last commit changes", ShownCommand(flags));
  }
  if (!remote.empty()) {
    error.remedy += fmt::format("\n  Or let git look it up: git remote set-head {} --auto", remote);
  }
  return error;
}

// One body for several environments. Text and Markdown say which is which; OptionConflict refuses
// the rest.
Result<Answer> AnswerForSeveral(const Options& options, const Ports& ports) {
  std::vector<Plan> plans;
  for (const std::string& environment : options.environments) {
    Options of_one = options;
    of_one.environment = environment;
    Result<Previewed> previewed = PreviewOf(of_one, ports);
    if (!previewed) return std::move(previewed).error();
    plans.push_back((*std::move(previewed)).plan);
  }
  Answer answer;
  std::vector<const Plan*> all;
  bool deploys = false;
  for (const Plan& plan : plans) {
    all.push_back(&plan);
    deploys = deploys || plan.deploy_count() > 0;
    if (options.format == Format::kMarkdown) continue;
    if (!answer.output.empty()) answer.output += '\n';
    answer.output += PlanText(plan, StyleFor(options, ports.terminal));
  }
  if (options.format == Format::kMarkdown && (deploys || !options.skip_empty)) {
    answer.output = PlansMarkdown(all, options.markdown);
  }
  if (options.detailed_exitcode && deploys) answer.exit_code = ExitCode::kSomethingToDeploy;
  return answer;
}

}  // namespace

std::string PreviewStep::Command() const {
  std::vector<std::string> command{"deltaplan"};
  command.insert(command.end(), words.begin(), words.end());
  return ShownCommand(command);
}

std::optional<PreviewStep> NextPreview(GitRepository& repository, const std::string& head) {
  const Result<CommitInfo> commit = repository.ResolveRevision(head);
  if (!commit) return std::nullopt;
  if (const auto base = DefaultBase(repository)) {
    const Result<CommitInfo> against = repository.ResolveRevision(*base);
    if (against && against->id != commit->id) {
      return PreviewStep{.words = {"preview"}, .what = "says what your branch would deploy."};
    }
  }
  const std::string before = head + "~1";
  if (!repository.ResolveRevision(before)) return std::nullopt;
  return PreviewStep{.words = {"preview", "--base", before},
                     .what = "says what the last commit would deploy."};
}

Result<Previewed> PreviewOf(const Options& given, const Ports& ports) {
  ProjectRequest request = WithGuess(ProjectRequestWithoutEnvironment(given), given);
  request.heeds_variable = true;
  Result<std::unique_ptr<Project>> opened = Project::Open(request, ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<std::string> base = BaseOf(given, project);
  if (!base) return base.error();
  if (given.out) {
    Status out = CheckOutDirectory(project, *given.out, ports.files);
    if (!out) return std::move(out).error();
  }
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
  Plan plan = Assemble(facts, Decide(facts, PolicyOf(options, project.environment())), *terraform,
                       std::move(lists), project.config(), project.environment());
  const bool is_environment_known =
      project.environment() != nullptr || project.config().environments.empty();
  return Previewed{.plan = std::move(plan),
                   .inputs = std::move(facts.inputs),
                   .notes = ConfigNotes(project, options),
                   .can_plan = !project.config_is_guess() && is_environment_known};
}

Result<Answer> RunPreview(const Options& options, const Ports& ports) {
  if (options.environments.size() > 1) return AnswerForSeveral(options, ports);
  Options of_one = options;
  if (!options.environments.empty()) of_one.environment = options.environments.front();
  const Result<Previewed> previewed = PreviewOf(of_one, ports);
  if (!previewed) return previewed.error();
  Result<Answer> answer = AnswerWithPlan(previewed->plan, previewed->inputs, {}, of_one, ports);
  if (!answer) return answer;
  answer->messages.insert(0, previewed->notes);
  if (previewed->can_plan) {
    answer->output += NextCommand(of_one, ports.terminal, {"plan"},
                                  "decides against what is live, not against a base.");
  }
  return answer;
}

}  // namespace deltaplan::planner
