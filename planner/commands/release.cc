// deltaplan release begin|wait|restart|resume: from an apply to what runs. Why an apply is never
// waited for: docs/decisions/release-state.md.
#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <utility>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/commands/planned_release.h"
#include "planner/commands/tag_answer.h"
#include "planner/commands/verify_live.h"
#include "planner/decide/moved_tags.h"
#include "planner/facts/tag_map.h"
#include "planner/release/health.h"
#include "planner/release/release_state.h"
#include "planner/release/restart.h"
#include "planner/release/wait.h"
#include "planner/release/watch.h"
#include "planner/report/messages.h"
#include "planner/report/release_report.h"
#include "planner/text/quote.h"
#include "planner/text/utc_time.h"

namespace deltaplan::planner {
namespace {

class Releaser {
 public:
  Releaser(PlannedRelease release, const Options& options, const Ports& ports)
      : release_(std::move(release)),
        options_(options),
        ports_(ports),
        watch_({.ports = ports,
                .config = release_.project->config(),
                .environment = release_.environment(),
                .services = release_.platform.services,
                .root = release_.project->root(),
                .timeout = options.timeout}) {
    report_.environment = release_.environment().name;
    report_.head_commit = release_.plan.head_commit;
    state_ = {.plan = release_.plan_digest, .environment = report_.environment};
  }

  /// Takes up what the file beside the plan says of this plan, if anything.
  Status TakeUp() {
    Result<std::optional<ReleaseState>> state = ReadReleaseState(release_.directory, ports_.files);
    if (!state) return std::move(state).error();
    if (*state && (*state)->plan == release_.plan_digest) state_ = **std::move(state);
    return Ok();
  }

  const ReleaseState& state() const { return state_; }

  Status Begin(ReleaseStep step) {
    state_.step = step;
    state_.since = UtcTime(ports_.now());
    return WriteReleaseState(state_, release_.directory, ports_.files);
  }

  /// Before the apply: what it rolls has to be in its registry.
  Result<Answer> BeginApply() {
    std::vector<TaggedService> services;
    for (const ReleasedService& service : release_.rolled) {
      services.push_back({service.name, service.image, service.tag});
    }
    Result<ImageCheck> images =
        CheckImages(services, release_.project->config(), release_.environment(), options_, ports_);
    if (!images) return std::move(images).error();
    if (images->refusal) return RefusedAnswer(*images->refusal);
    if (Status begun = Begin(ReleaseStep::kApply); !begun) return std::move(begun).error();
    Answer answer;
    answer.messages = std::move(images->messages);
    if (!options_.quiet) answer.messages += NoteLine("Wrote down that the apply begins");
    return answer;
  }

  /// Until what was rolled is steady, and well.
  Status Wait() {
    if (Status begun = Begin(ReleaseStep::kWait); !begun) return begun;
    if (Status waited = WaitForRolled(); !waited) return waited;
    if (!report_.is_well()) return Ok();
    const auto has_address = [](const ReleasedService& service) {
      return service.health.has_value();
    };
    if (std::ranges::none_of(release_.rolled, has_address)) return Ok();
    if (Status begun = Begin(ReleaseStep::kHealth); !begun) return begun;
    return CheckHealth(release_.rolled);
  }

  /// Restarts what follows others, and waits for that. They have to be steady before.
  Status Restart() {
    if (release_.restarts.empty()) return Ok();
    if (report_.rollouts.empty()) {
      if (Status waited = WaitForRolled(); !waited) return waited;
    }
    if (!report_.is_well()) return Ok();
    for (const ReleasedService& service : release_.restarts) {
      if (service.cluster) continue;
      return Error{.message = fmt::format("'{}' is to restart, and nobody knows its ECS cluster",
                                          DisplayText(service.name)),
                   .causes = {},
                   .remedy = "Add \"ecs\": {\"cluster\": ...} to the environment."};
    }
    if (Status begun = Begin(ReleaseStep::kRestart); !begun) return begun;
    planner::Restart restart{
        .rollouts = watch_,
        .ecs = [this](const std::string& service) { return watch_.Ecs(service); },
        .time = SteadyTime(),
        .write =
            [this](const ReleaseState& state) {
              return WriteReleaseState(state, release_.directory, ports_.files);
            }};
    Result<RolloutWait> wait =
        RestartServices(restart, release_.restarts, state_, report_.restarted, ports_);
    if (!wait) return std::move(wait).error();
    Take(*std::move(wait));
    return report_.is_well() ? CheckHealth(release_.restarts) : Ok();
  }

  /// What stands against going on with what was left; nullopt: nothing.
  Result<std::optional<Refusal>> FindObstacle() {
    refusals::ReleasedMeanwhile moved;
    std::vector<ReleasedService> all = release_.rolled;
    all.insert(all.end(), release_.restarts.begin(), release_.restarts.end());
    const Result<std::vector<ServiceRollout>> now = watch_.Look(all);
    if (!now) return now.error();
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool is_other = (*now)[i].stage == RolloutStage::kRunsAnother;
      if (is_other && (*now)[i].runs != all[i].live_tag.value_or("")) {
        moved.services.push_back({.name = all[i].name,
                                  .runs = (*now)[i].runs,
                                  .live_tag = all[i].live_tag,
                                  .tag = all[i].tag});
      }
    }
    if (Status compared = CompareTagMap(moved); !compared) return std::move(compared).error();
    if (!moved.services.empty()) return std::optional<Refusal>(std::move(moved));
    if (state_.step == ReleaseStep::kApply && !release_.rolled.empty()) {
      return std::optional<Refusal>(refusals::ApplyUnfinished{.environment = report_.environment,
                                                              .directory = release_.directory,
                                                              .since = state_.since});
    }
    return std::optional<Refusal>();
  }

  /// What was seen and done so far.
  Answer Report() const {
    Answer answer;
    answer.output = options_.format == Format::kJson
                        ? ReleaseJson(report_)
                        : ReleaseText(report_, StyleFor(options_, ports_.terminal));
    return answer;
  }

  /// Notes the end of a release that is well.
  Result<Answer> Finish(bool is_last_step) {
    const bool is_left = !release_.restarts.empty() && !is_last_step;
    if (report_.is_well() && !is_left) {
      if (Status ended = Begin(ReleaseStep::kDone); !ended) return std::move(ended).error();
    }
    Answer answer = Report();
    if (!report_.is_well()) {
      answer.exit_code = ExitCode::kRefused;
      return answer;
    }
    for (const ServiceRollout& rollout : report_.rollouts) {
      if (rollout.stage != RolloutStage::kUnwatched) continue;
      answer.messages += WarningLine(
          fmt::format("what {} runs can't be told: the environment has no live source but its tag "
                      "map",
                      DisplayPath(rollout.name)));
    }
    if (is_left && !options_.quiet) {
      answer.messages += NoteLine("Services are still to be restarted: deltaplan release restart");
    }
    return answer;
  }

 private:
  std::chrono::seconds SteadyTime() const {
    return options_.steady_timeout.value_or(release_.environment().deploy.steady_timeout);
  }
  std::chrono::seconds HealthTime() const {
    return options_.health_timeout.value_or(release_.environment().deploy.health_timeout);
  }

  Status WaitForRolled() {
    Result<RolloutWait> wait = WaitUntilSteady(watch_, release_.rolled, SteadyTime(), ports_);
    if (!wait) return std::move(wait).error();
    Take(*std::move(wait));
    return Ok();
  }

  void Take(RolloutWait wait) {
    report_.timed_out = report_.timed_out || wait.timed_out;
    std::ranges::move(wait.rollouts, std::back_inserter(report_.rollouts));
  }

  Status CheckHealth(const std::vector<ReleasedService>& services) {
    Result<std::vector<HealthReading>> health = WaitUntilHealthy(services, HealthTime(), ports_);
    if (!health) return std::move(health).error();
    std::ranges::move(*health, std::back_inserter(report_.health));
    return Ok();
  }

  // The map has what the plan was made from, or what it wants.
  Status CompareTagMap(refusals::ReleasedMeanwhile& moved) const {
    const PlanDocument& plan = release_.plan;
    if (!plan.tag_map && plan.other_tag_maps.empty()) return Ok();
    const TagMapReading maps = ReadTagMapFacts(&release_.environment(), release_.project->root(),
                                               release_.platform.services, ports_.files);
    for (const Warning& warning : maps.warnings) {
      if (std::holds_alternative<warnings::TagMapUnreadable>(warning)) {
        return NoTagMap(&release_.environment(), maps.warnings);
      }
    }
    const PlannedTags planned = PlannedTagsOf(plan.intent);
    for (const MovedMap& map : MovedMaps(plan, planned, maps)) {
      for (const TagChange& change : map.changes) {
        moved.services.push_back(
            {.name = change.service,
             .runs = change.after.value_or(""),
             .in_map = true,
             .live_tag = change.before,
             .tag = tfvars::FindTag(planned.after, change.service).value_or("")});
      }
    }
    return Ok();
  }

  const PlannedRelease release_;
  const Options& options_;
  const Ports& ports_;
  ReleaseWatch watch_;
  ReleaseReport report_;
  ReleaseState state_;
};

Result<Answer> Resume(Releaser& releaser, const Options& options) {
  if (releaser.state().step == ReleaseStep::kDone) {
    Answer answer = releaser.Report();
    if (!options.quiet) {
      answer.messages = NoteLine("This release has ended; nothing is left of it");
    }
    return answer;
  }
  Result<std::optional<Refusal>> obstacle = releaser.FindObstacle();
  if (!obstacle) return std::move(obstacle).error();
  if (*obstacle) return RefusedAnswer(**obstacle);
  // The first steps change nothing, so they are taken again: what was steady may not be so any
  // more.
  if (Status waited = releaser.Wait(); !waited) return std::move(waited).error();
  if (Status restarted = releaser.Restart(); !restarted) return std::move(restarted).error();
  return releaser.Finish(/*is_last_step=*/true);
}

}  // namespace

Result<Answer> RunRelease(const Options& options, const Ports& ports) {
  Result<PlannedRelease> release = OpenPlannedRelease(options, ports);
  if (!release) return std::move(release).error();
  Releaser releaser(*std::move(release), options, ports);
  if (options.release_action == ReleaseAction::kBegin) return releaser.BeginApply();
  if (Status taken = releaser.TakeUp(); !taken) return std::move(taken).error();
  switch (options.release_action) {
    case ReleaseAction::kWait: {
      if (Status waited = releaser.Wait(); !waited) return std::move(waited).error();
      return releaser.Finish(/*is_last_step=*/false);
    }
    case ReleaseAction::kRestart: {
      if (Status restarted = releaser.Restart(); !restarted) return std::move(restarted).error();
      return releaser.Finish(/*is_last_step=*/true);
    }
    case ReleaseAction::kBegin:
    case ReleaseAction::kResume:
      break;
  }
  return Resume(releaser, options);
}

}  // namespace deltaplan::planner
