// deltaplan release build: builds and pushes what is left of a plan.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/builds/commit_files.h"
#include "planner/builds/image_builder.h"
#include "planner/builds/retrying_runner.h"
#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/commands/left_builds.h"
#include "planner/commands/out_directory.h"
#include "planner/commands/planned_release.h"
#include "planner/commands/release_steps.h"
#include "planner/commands/tag_answer.h"
#include "planner/live/aws/endpoints.h"
#include "planner/live/registry_kind.h"
#include "planner/ports/no_commands.h"
#include "planner/registry/ecr_session.h"
#include "planner/registry/find_images.h"
#include "planner/report/release_report.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// Where the commit's files are as long as something is built of them. Its lock is the builds'.
constexpr const char* kTree = "/tree";

// Whoever was killed may have pushed all, and not cleared its files away.
void ClearLeftTree(const std::string& directory, Files& files) {
  if (const auto lock = files.Lock(directory + kTree)) {
    (void)files.RemoveDirectory(directory + kTree);
  }
}

// All of one run.
class PlannedBuilds {
 public:
  PlannedBuilds(const PlannedRelease& release, const std::vector<BuildCall>& builds,
                const Options& options, const Ports& ports)
      : release_(release),
        builds_(builds),
        options_(options),
        ports_(ports),
        directory_(ports.files.Canonical(release.directory).value_or(release.directory)),
        interruption_(ports.hold_interruptions()),
        runner_(ports, release.environment().deploy.retries, *interruption_,
                [this](const std::string& sentence) {
                  if (!options_.quiet && ports_.tell) ports_.tell("  " + sentence + "\n");
                }) {}

  Result<BuiltImages> Run() {
    const Result<std::shared_ptr<void>> lock = ports_.files.Lock(directory_ + kTree);
    if (!lock) return lock.error();
    const Result<std::string> tool = FindTool();
    if (!tool) return tool.error();
    if (Status own = CheckNoLink(directory_, "logs", ports_.files); !own) {
      return std::move(own).error();
    }
    const std::string logs = directory_ + "/logs";
    if (Status cleared = ports_.files.WriteAll(logs, {}, LogsOfBefore(logs)); !cleared) {
      return std::move(cleared).error();
    }
    if (Status logged_in = LogIn(*tool); !logged_in) return std::move(logged_in).error();
    CommitFiles files(ports_, {.root = release_.project->root(),
                               .git_dir = release_.project->repository().facts().git_dir,
                               .commit = release_.plan.head_commit,
                               .directory = directory_ + kTree});
    if (Status written = files.Write(); !written) return std::move(written).error();
    for (const std::string& path : files.missing_submodules()) {
      runner_.Say(fmt::format("the submodule {} is not checked out, so images are built without it",
                              DisplayPath(path)));
    }
    const BuilderSettings settings{.tool = *tool,
                                   .directory = files.directory(),
                                   .logs = logs,
                                   .jobs = release_.environment().deploy.jobs};
    ImageBuilder builder(settings, runner_,
                         [this](const BuildCall& build) { return LookUp(build); });
    return builder.BuildAll(builds_);
  }

 private:
  // $DOCKER, else the configuration's. A relative path is meant from where this was started.
  Result<std::string> FindTool() const {
    const std::optional<std::string> given = ports_.variable("DOCKER");
    if (!given) return release_.environment().deploy.build_tool.value_or("docker");
    if (given->find('/') == std::string::npos) return *given;
    if (std::optional<std::string> found = ports_.files.Canonical(*given)) return *std::move(found);
    return Error{.message = fmt::format("DOCKER: there is no program '{}'", DisplayText(*given)),
                 .causes = {},
                 .remedy = "Name a container tool with Docker's command line."};
  }

  std::vector<std::string> LogsOfBefore(const std::string& logs) const {
    std::vector<std::string> names =
        ports_.files.FileNames(logs).value_or(std::vector<std::string>());
    std::erase_if(names, [&](const std::string& name) {
      return std::ranges::none_of(
          builds_, [&](const BuildCall& build) { return name == build.name + ".log"; });
    });
    return names;
  }

  // The tool has logins of its own for all other registries; passwords of ECR last for hours.
  Status LogIn(const std::string& tool) const {
    const DeployEntry& deploy = release_.environment().deploy;
    std::set<std::string> known;
    for (const BuildCall& build : builds_) {
      const std::string repository = build.reference.substr(0, build.reference.rfind(':'));
      const std::optional<EcrRepository> ecr = ReadEcrRepository(repository);
      const std::string host = repository.substr(0, repository.find('/'));
      if (!ecr || RegistryKindOf(deploy, repository) != RegistryKind::kEcrApi ||
          !known.insert(host).second) {
        continue;
      }
      const EcrSession session(release_.project->config(), release_.environment(), ports_,
                               std::chrono::steady_clock::now() + options_.timeout);
      Result<std::string> password = AskEcrPassword(session, ecr->region);
      if (!password) return std::move(password).error();
      Result<CommandOutput> done =
          runner_.Run({.arguments = {tool, "login", "--username", "AWS", "--password-stdin", host},
                       .directory = {},
                       .environment = {},
                       .input = *std::move(password)},
                      host, Doubt::kTriesAgain);
      if (!done) return std::move(done).error();
      if (done->exit_code != 0) {
        return Error{.message = fmt::format("{} can't log in to {}", DisplayText(tool), host),
                     .causes = {DisplayText(LastWords(done->errors))},
                     .remedy = "Nothing was built."};
      }
    }
    return Ok();
  }

  std::optional<bool> LookUp(const BuildCall& build) const {
    if (release_.environment().deploy.registry == RegistryKind::kNever) return std::nullopt;
    ImageRequest request = ImageRequestOf(release_.environment(), options_);
    request.detail = ImageDetail::kPresence;
    request.images = {{.name = build.name,
                       .tag = build.reference.substr(build.reference.rfind(':') + 1),
                       .reference = build.reference,
                       .services = {}}};
    const ImageFacts image =
        FindImages(request, release_.project->config(), release_.environment(), ports_).front();
    if (image.is_unknown()) return std::nullopt;
    return !image.is_missing();
  }

  const PlannedRelease& release_;
  const std::vector<BuildCall>& builds_;
  const Options& options_;
  const Ports& ports_;
  const std::string directory_;
  // A signal that has come ends this program when it goes, after files and lock have gone.
  const std::unique_ptr<Interruption> interruption_;
  const RetryingRunner runner_;
};

// What has become of each, on top of what the registry said before.
void UpdateStates(const BuiltImages& made, std::vector<ImageProgress>& images) {
  for (ImageProgress& image : images) {
    if (std::ranges::find(made.pushed, image.reference) != made.pushed.end()) {
      image.state = BuildState::kPushed;
    }
    if (std::ranges::find(made.not_begun, image.name) != made.not_begun.end()) {
      image.state = BuildState::kNotBegun;
    }
    const auto failed = std::ranges::find(made.failed, image.name, &FailedImage::name);
    if (failed == made.failed.end()) continue;
    image.state = BuildState::kFailed;
    const std::string last = LastWords(failed->last);
    image.detail = failed->why + (last.empty() ? "" : ": " + last);
    image.log = failed->log;
  }
}

}  // namespace

Result<Answer> BuildRelease(const PlannedRelease& release, const Options& options,
                            const Ports& ports) {
  Result<LeftBuilds> left =
      FindLeftBuilds(release.plan, release.directory, release.project->config(),
                     release.environment(), options, ports);
  if (!left) return std::move(left).error();
  const auto answered = [&](Answer answer) {
    if (options.format == Format::kJson) {
      answer.output = ReleaseBuildJson(HeadOf(release), left->images);
    }
    return answer;
  };
  Answer& known = left->answer;
  if (known.exit_code != ExitCode::kDone) return answered(std::move(known));
  if (options.dry_run) {
    // Nobody has said of any that it is missing.
    if (release.environment().deploy.registry == RegistryKind::kNever) {
      known.output.clear();
      for (const BuildCall& build : left->builds) {
        known.output += "left  " + DisplayText(build.reference) + "\n";
      }
    }
    return answered(std::move(known));
  }
  if (left->builds.empty()) {
    ClearLeftTree(release.directory, ports.files);
    known.output = "Every image is there already.\n";
    return answered(std::move(known));
  }
  if (options.no_commands) {
    return Error{.message = "release build runs git and the container tool",
                 .causes = {"--no-commands forbids all programs"},
                 .remedy =
                     "Leave out --no-commands where you trust who wrote the configuration and "
                     "the Dockerfiles, or look with --dry-run."};
  }
  const Result<Asker> asker = FindAsker(release.environment(), options, ports);
  if (!asker) return asker.error();
  if (asker->refusal) return answered(RefusedAnswer(*asker->refusal));
  if (ports.tell && !known.messages.empty()) ports.tell(known.messages);
  const Result<BuiltImages> made = PlannedBuilds(release, left->builds, options, ports).Run();
  if (!made) return made.error();
  UpdateStates(*made, left->images);
  const bool is_whole = made->failed.empty() && made->not_begun.empty();
  return answered({.output = ReleaseBuildText(*made),
                   .messages = ReleaseBuildMessages(*made),
                   .exit_code = is_whole ? ExitCode::kDone : ExitCode::kError});
}

}  // namespace deltaplan::planner
