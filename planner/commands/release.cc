// deltaplan release check|build|begin|wait|restart|resume: from a plan to what runs.
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/left_releases.h"
#include "planner/commands/next_apply.h"
#include "planner/commands/planned_release.h"
#include "planner/commands/release_steps.h"
#include "planner/commands/releaser.h"
#include "planner/commands/tag_answer.h"
#include "planner/report/messages.h"
#include "planner/report/release_report.h"

namespace deltaplan::planner {
namespace {

Answer AnswerWith(const ReleaseReport& report, std::string messages, const Options& options,
                  const Ports& ports) {
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? ReleaseJson(report)
                      : ReleaseText(report, StyleFor(options, ports.terminal));
  answer.messages = std::move(messages);
  if (!report.is_well() || report.is_partial) answer.exit_code = ExitCode::kRefused;
  return answer;
}

// What comes after a step that went well.
std::string NextAfter(ReleaseAction step, const PlannedRelease& release, const Options& options,
                      const Ports& ports) {
  const Options place = PlaceOf(options, release.environment().name);
  const auto next = [&](std::vector<std::string> words, const char* what) {
    return NextCommand(place, ports.terminal, words, what);
  };
  if (step == ReleaseAction::kBuild && options.dry_run) {
    return NextStep(options, ports.terminal,
                    "Next: the same without --dry-run builds and pushes what is left.\n");
  }
  if (step == ReleaseAction::kCheck || step == ReleaseAction::kBuild) {
    const bool is_built = step == ReleaseAction::kBuild;
    return NextStepsOf(
        {.directory = release.directory,
         .environment = release.plan.environment,
         .top = release.project->repository().facts().work_dir},
        is_built ? BuildNeeds() : BuildNeedsOf(release.plan, release.directory, ports.files),
        ApplyNeedsOf(release.plan), options, ports);
  }
  if (step == ReleaseAction::kBegin) {
    return next({"release", "wait", "--plan", *options.of_plan},
                "waits until it runs, once Terraform has applied it.");
  }
  if (step == ReleaseAction::kWait && !release.restarts.empty()) {
    return next({"release", "restart", "--plan", *options.of_plan},
                "restarts the services that read what has changed when they start.");
  }
  return next({"status"}, "shows what runs beside the tag map, the state and head.");
}

// The first steps change nothing, so they are taken again: what was steady may not be so any more.
Result<std::string> TakeAllSteps(Releaser& releaser) {
  if (Status waited = releaser.Wait(); !waited) return std::move(waited).error();
  if (Status restarted = releaser.Restart(); !restarted) return std::move(restarted).error();
  return releaser.Finish(/*is_last_step=*/true);
}

refusals::ReleasedMeanwhile::Left LeftBy(const Releaser& releaser) {
  refusals::ReleasedMeanwhile::Left left{.tag = releaser.release().plan.head_tag,
                                         .began = releaser.state().began,
                                         .not_restarted = {}};
  for (const ReleasedService& service : releaser.release().restarts) {
    if (!releaser.state().restarted.contains(service.name)) {
      left.not_restarted.push_back(service.name);
    }
  }
  return left;
}

// All that `resume` does, as one report.
class Resumption {
 public:
  Resumption(Releaser& own, const Options& options, const Ports& ports)
      : own_(own), options_(options), ports_(ports), report_(own.report()) {}

  Result<Answer> Run(bool has_begun) {
    Result<std::vector<LeftRelease>> left =
        ReadLeftReleases(own_.release().directory, ports_.files);
    if (!left) return std::move(left).error();
    const bool has_ended = own_.state().step == ReleaseStep::kDone;
    if (has_ended && left->empty()) {
      if (!options_.quiet) messages_ += NoteLines(notes::ReleaseEnded{});
    }
    // Where this plan was only looked at, what was set aside for it is what there is.
    if (!has_ended && (has_begun || left->empty())) {
      Result<std::optional<Refusal>> obstacle = own_.FindObstacle(/*is_set_aside=*/false);
      if (!obstacle) return std::move(obstacle).error();
      if (*obstacle) return RefusedAnswer(**obstacle);
      if (Status taken = Take(own_); !taken) return std::move(taken).error();
    }
    for (const LeftRelease& each : *left) {
      if (!report_.is_well()) break;
      Result<std::optional<Refusal>> refusal = ResumeLeft(each);
      if (!refusal) return std::move(refusal).error();
      if (!*refusal) continue;
      report_.is_partial = true;
      messages_ += RefusalLines({**refusal});
      // What others went on from keeps none of the rest back.
      if (!std::holds_alternative<refusals::ReleasedMeanwhile>(**refusal)) break;
    }
    return AnswerWith(report_, std::move(messages_), options_, ports_);
  }

 private:
  Status Take(Releaser& releaser) {
    Result<std::string> said = TakeAllSteps(releaser);
    if (!said) return std::move(said).error();
    messages_ += *said;
    const ReleaseReport& report = releaser.report();
    const auto add = [](const auto& from, auto& to) {
      to.insert(to.end(), from.begin(), from.end());
    };
    add(report.rollouts, report_.rollouts);
    add(report.restarted, report_.restarted);
    add(report.health, report_.health);
    report_.timed_out = report_.timed_out || report.timed_out;
    return Ok();
  }

  // Finishes it; what stands against that. Where others went on from it, it is given up.
  Result<std::optional<Refusal>> ResumeLeft(const LeftRelease& left) {
    ProjectRequest request = ProjectRequestOf(options_);
    request.environment.reset();  // that of its own plan
    Result<PlannedRelease> release = OpenPlannedRelease(left.directory, request, ports_);
    if (!release) return std::move(release).error();
    Releaser releaser(*std::move(release), options_, ports_);
    if (Result<bool> begun = releaser.TakeUp(); !begun) return std::move(begun).error();
    Result<std::optional<Refusal>> obstacle = releaser.FindObstacle(/*is_set_aside=*/true);
    if (!obstacle) return std::move(obstacle).error();
    if (*obstacle) {
      auto* moved = std::get_if<refusals::ReleasedMeanwhile>(&**obstacle);
      if (moved == nullptr) return obstacle;
      moved->left = LeftBy(releaser);
      if (Status ended = releaser.Begin(ReleaseStep::kGivenUp); !ended) {
        return std::move(ended).error();
      }
      return obstacle;
    }
    if (Status taken = Take(releaser); !taken) return std::move(taken).error();
    return std::optional<Refusal>();
  }

  Releaser& own_;
  const Options& options_;
  const Ports& ports_;
  ReleaseReport report_;
  std::string messages_;
};

// After the apply: with it, what earlier ones had left to apply is done.
Result<Answer> WaitFor(Releaser& releaser, const Options& options, const Ports& ports) {
  const PlannedRelease& release = releaser.release();
  std::vector<std::string> rolled;
  for (const ReleasedService& service : release.rolled) rolled.push_back(service.name);
  if (Status ended =
          EndLeftApplies(release.directory, release.environment().name, rolled, ports.files);
      !ended) {
    return std::move(ended).error();
  }
  if (Status waited = releaser.Wait(); !waited) return std::move(waited).error();
  Result<std::string> said = releaser.Finish(/*is_last_step=*/false);
  if (!said) return std::move(said).error();
  return AnswerWith(releaser.report(), *std::move(said), options, ports);
}

// The answer of one step, without what comes next.
Result<Answer> TakeStep(Releaser& releaser, const Options& options, const Ports& ports) {
  if (options.release_action == ReleaseAction::kBegin) return releaser.BeginApply();
  const Result<bool> has_begun = releaser.TakeUp();
  if (!has_begun) return has_begun.error();
  switch (options.release_action) {
    case ReleaseAction::kWait:
      return WaitFor(releaser, options, ports);
    case ReleaseAction::kRestart: {
      Result<std::optional<Refusal>> refusal = releaser.FindWhyNotToRestart();
      if (!refusal) return std::move(refusal).error();
      if (*refusal) return RefusedAnswer(**refusal);
      if (Status restarted = releaser.Restart(); !restarted) return std::move(restarted).error();
      Result<std::string> said = releaser.Finish(/*is_last_step=*/true);
      if (!said) return std::move(said).error();
      return AnswerWith(releaser.report(), *std::move(said), options, ports);
    }
    case ReleaseAction::kCheck:
    case ReleaseAction::kBuild:
    case ReleaseAction::kBegin:
    case ReleaseAction::kResume:
      break;
  }
  return Resumption(releaser, options, ports).Run(*has_begun);
}

}  // namespace

Result<Answer> RunRelease(const Options& options, const Ports& ports) {
  Result<PlannedRelease> release =
      OpenPlannedRelease(*options.of_plan, ProjectRequestOf(options), ports);
  if (!release) return std::move(release).error();
  const auto with_next = [&](Result<Answer> answer, const PlannedRelease& of) {
    if (answer && answer->exit_code == ExitCode::kDone) {
      answer->output += NextAfter(options.release_action, of, options, ports);
    }
    return answer;
  };
  if (options.release_action == ReleaseAction::kCheck) {
    return with_next(CheckRelease(*release, options, ports), *release);
  }
  if (options.release_action == ReleaseAction::kBuild) {
    return with_next(BuildRelease(*release, options, ports), *release);
  }
  Releaser releaser(*std::move(release), options, ports);
  return with_next(TakeStep(releaser, options, ports), releaser.release());
}

}  // namespace deltaplan::planner
