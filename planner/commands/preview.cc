// deltaplan preview: which services the change since the merge base with a revision touches.
#include "planner/commands/preview.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
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
#include "planner/report/messages.h"
#include "planner/report/plan_markdown.h"
#include "planner/report/plan_text.h"
#include "planner/terraform/gather_terraform.h"
#include "planner/text/quote.h"
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

// Nothing where that is head itself.
std::optional<std::string> LikelyBase(GitRepository& repository, const graph::ObjectId& head) {
  const std::optional<LikelyBranch> likely = FindLikelyBranch(repository);
  if (!likely) return std::nullopt;
  const Result<CommitInfo> commit = repository.ResolveRevision(likely->Revision());
  if (!commit || commit->id == head) return std::nullopt;
  return likely->Revision();
}

// Why none is likely: "main is head itself", "origin has the branches develop, release".
std::optional<std::string> WhyNoneIsLikely(GitRepository& repository) {
  if (const auto likely = FindLikelyBranch(repository)) {
    return fmt::format("{} is head itself", DisplayPath(likely->Revision()));
  }
  constexpr std::size_t kMost = 6;
  const std::string& remote = repository.facts().remote;
  std::vector<std::string> names = repository.Branches(remote);
  if (names.empty()) return std::nullopt;
  const std::size_t left = names.size() > kMost ? names.size() - kMost : 0;
  names.resize(names.size() - left);
  for (std::string& name : names) name = DisplayPath(name);
  return fmt::format("{} the branches {}{}",
                     remote.empty() ? "there are" : DisplayPath(remote) + " has",
                     fmt::join(names, ", "), left > 0 ? fmt::format(" and {} more", left) : "");
}

struct Base {
  std::string revision;
  std::string note = {};  // why this one, where nobody has said it
};

Result<Base> BaseOf(const Options& options, const Project& project) {
  if (options.base) return Base{*options.base};
  GitRepository& repository = project.repository();
  if (std::optional<std::string> base = DefaultBase(repository)) return Base{*std::move(base)};
  const std::string& remote = repository.facts().remote;
  const std::string set_head =
      remote.empty() ? "" : ShownCommand({"git", "remote", "set-head", remote, "--auto"});
  const std::optional<std::string> likely = LikelyBase(repository, project.head().id);
  if (likely && IsForPeople(options)) {
    return Base{*likely, NoteLines(notes::BaseGuessed{.base = *likely, .remote = remote})};
  }
  Error error{.message = "preview has nothing to compare with: no default branch is known",
              .causes = {},
              .remedy = "Name one: --base REV"};
  if (likely) {
    error.remedy = "Name one: " + ShownCommand({"--base", *likely});
  } else {
    if (auto why = WhyNoneIsLikely(repository)) error.causes.push_back(*std::move(why));
    if (const auto step = NextPreview(repository, options.head)) {
      const std::vector<std::string> flags(step->words.begin() + 1, step->words.end());
      error.remedy +=
          fmt::format(", such as {} for what the last commit changes", ShownCommand(flags));
    }
  }
  if (!remote.empty()) error.further.push_back("Or let git look it up: " + set_head);
  return error;
}

// Afterwards one asks what is live in an environment.
std::string NextPlan(Options options, const std::optional<std::string>& environment,
                     const Terminal& terminal, const std::string& what) {
  options.environment = environment;
  return NextCommand(options, terminal, {"plan"}, what);
}

// One body for several environments. Text and Markdown say which is which; OptionConflict refuses
// the rest.
Result<Answer> AnswerForSeveral(const Options& options, const Ports& ports) {
  Answer answer;
  std::vector<Previewed> previews;
  for (const std::string& environment : options.environments) {
    Result<Previewed> previewed = PreviewOf(options, environment, ports);
    if (!previewed) return std::move(previewed).error();
    previews.push_back(*std::move(previewed));
  }
  answer.messages = previews.front().notes;  // of all: they have one configuration
  std::vector<const Plan*> all;
  bool deploys = false;
  for (const Previewed& previewed : previews) {
    const Plan& plan = previewed.plan;
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
  answer.output += NextPlan(options, options.environments.front(), ports.terminal,
                            "decides against what is live; each environment has its own.");
  return answer;
}

}  // namespace

std::string LikelyBranch::Revision() const { return remote.empty() ? name : remote + "/" + name; }

std::string PreviewStep::Command() const {
  std::vector<std::string> command{"deltaplan"};
  command.insert(command.end(), words.begin(), words.end());
  return ShownCommand(command);
}

std::optional<LikelyBranch> FindLikelyBranch(GitRepository& repository) {
  for (const std::string& remote : {repository.facts().remote, std::string()}) {
    const std::vector<std::string> branches = repository.Branches(remote);
    for (const char* name : {"main", "master"}) {
      if (std::ranges::find(branches, name) != branches.end()) return LikelyBranch{remote, name};
    }
    const bool is_first = remote == repository.facts().remote;
    if (is_first && branches.size() == 1) return LikelyBranch{remote, branches.front()};
  }
  return std::nullopt;
}

std::optional<PreviewStep> NextPreview(GitRepository& repository, const std::string& head) {
  const Result<CommitInfo> commit = repository.ResolveRevision(head);
  if (!commit) return std::nullopt;
  std::optional<std::string> base = DefaultBase(repository);
  if (!base) base = LikelyBase(repository, commit->id);
  if (base) {
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

Result<Previewed> PreviewOf(const Options& given, const std::optional<std::string>& environment,
                            const Ports& ports) {
  ProjectRequest request = WithGuess(ProjectRequestWithoutEnvironment(given), given);
  request.environment = environment;
  request.heeds_variable = true;
  Result<std::unique_ptr<Project>> opened = Project::Open(request, ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Base> base = BaseOf(given, project);
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
      GatherAgainstBase(project, base->revision, GatherOptionsOf(options), ports);
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
  return Previewed{
      .facts = std::move(facts),
      .plan = std::move(plan),
      .notes = (options.quiet ? "" : base->note) + ConfigNotes(project, options, ports.terminal),
      .can_plan = !project.config_is_guess() && is_environment_known};
}

Result<Answer> RunPreview(const Options& options, const Ports& ports) {
  if (options.environments.size() > 1) return AnswerForSeveral(options, ports);
  std::optional<std::string> environment;
  if (!options.environments.empty()) environment = options.environments.front();
  const Result<Previewed> previewed = PreviewOf(options, environment, ports);
  if (!previewed) return previewed.error();
  Result<Answer> answer =
      AnswerWithPlan(previewed->plan, previewed->facts.inputs, {}, options, ports);
  if (!answer) return answer;
  answer->messages.insert(0, previewed->notes);
  if (previewed->can_plan) {
    answer->output += NextPlan(options, environment, ports.terminal,
                               "decides against what is live, not against a base.");
  }
  return answer;
}

}  // namespace deltaplan::planner
