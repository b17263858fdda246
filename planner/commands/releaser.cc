#include "planner/commands/releaser.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>
#include <variant>

#include "planner/commands/common.h"
#include "planner/commands/image_check.h"
#include "planner/commands/release_steps.h"
#include "planner/commands/tag_answer.h"
#include "planner/commands/verify_live.h"
#include "planner/decide/moved_tags.h"
#include "planner/facts/tag_map.h"
#include "planner/release/health.h"
#include "planner/release/restart.h"
#include "planner/report/messages.h"
#include "planner/text/quote.h"
#include "planner/text/utc_time.h"

namespace deltaplan::planner {

Releaser::Releaser(PlannedRelease release, const Options& options, const Ports& ports)
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

Result<bool> Releaser::TakeUp() {
  Result<std::optional<ReleaseState>> state = ReadReleaseState(release_.directory, ports_.files);
  if (!state) return std::move(state).error();
  const bool has_begun = *state && (*state)->plan == release_.plan_digest;
  if (has_begun) state_ = **std::move(state);
  return has_begun;
}

Status Releaser::Begin(ReleaseStep step) {
  state_.step = step;
  state_.since = UtcTime(ports_.now());
  if (state_.began.empty()) state_.began = state_.since;
  return WriteReleaseState(state_, release_.directory, ports_.files);
}

Result<Answer> Releaser::BeginApply() {
  const Result<Asker> asker = FindAsker(release_.environment(), options_, ports_);
  if (!asker) return asker.error();
  if (asker->refusal) return RefusedAnswer(*asker->refusal);
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
  if (options_.format == Format::kJson) {
    answer.output = ReleaseCheckJson(HeadOf(release_), asker->identity);
  }
  if (!options_.quiet) answer.messages += NoteLines(notes::ApplyBegun{});
  return answer;
}

Status Releaser::Wait() {
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

Status Releaser::Restart() {
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

Result<std::optional<Refusal>> Releaser::FindWhyNotToRestart() const {
  if (release_.restarts.empty()) return std::optional<Refusal>();
  Result<Asker> asker = FindAsker(release_.environment(), options_, ports_);
  if (!asker) return std::move(asker).error();
  return std::move(asker->refusal);
}

Result<std::optional<Refusal>> Releaser::FindObstacle(bool is_set_aside) {
  const bool is_applying = state_.step == ReleaseStep::kApply && !release_.rolled.empty();
  const refusals::ApplyUnfinished unfinished{
      .environment = report_.environment, .directory = release_.directory, .since = state_.since};
  if (is_applying && is_set_aside) return std::optional<Refusal>(unfinished);
  refusals::ReleasedMeanwhile moved;
  std::vector<ReleasedService> all = release_.rolled;
  all.insert(all.end(), release_.restarts.begin(), release_.restarts.end());
  const Result<std::vector<ServiceRollout>> now = watch_.Poll(all);
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
  if (Status compared = CompareTagMap(is_set_aside, moved); !compared) {
    return std::move(compared).error();
  }
  if (!moved.services.empty()) return std::optional<Refusal>(std::move(moved));
  if (is_applying) return std::optional<Refusal>(unfinished);
  return FindWhyNotToRestart();
}

Result<std::string> Releaser::Finish(bool is_last_step) {
  const bool is_left = !release_.restarts.empty() && !is_last_step;
  std::string messages;
  if (!report_.is_well()) return messages;
  if (!is_left) {
    if (Status ended = Begin(ReleaseStep::kDone); !ended) return std::move(ended).error();
  }
  Warnings unwatched;
  for (const ServiceRollout& rollout : report_.rollouts) {
    if (rollout.stage != RolloutStage::kUnwatched) continue;
    unwatched.push_back(warnings::RolloutUnwatched{rollout.name});
  }
  messages += WarningLines(unwatched, options_.verbose);
  if (is_left && !options_.quiet) {
    messages += NoteLines(notes::RestartsToCome{});
  }
  return messages;
}

std::chrono::seconds Releaser::SteadyTime() const {
  return options_.steady_timeout.value_or(release_.environment().deploy.steady_timeout);
}

std::chrono::seconds Releaser::HealthTime() const {
  return options_.health_timeout.value_or(release_.environment().deploy.health_timeout);
}

Status Releaser::WaitForRolled() {
  Result<RolloutWait> wait = WaitUntilSteady(watch_, release_.rolled, SteadyTime(), ports_);
  if (!wait) return std::move(wait).error();
  Take(*std::move(wait));
  return Ok();
}

void Releaser::Take(RolloutWait wait) {
  report_.timed_out = report_.timed_out || wait.timed_out;
  std::ranges::move(wait.rollouts, std::back_inserter(report_.rollouts));
}

Status Releaser::CheckHealth(std::vector<ReleasedService> services) {
  std::erase_if(services, [&](const ReleasedService& service) {
    const auto seen = std::ranges::find(report_.rollouts, service.name, &ServiceRollout::name);
    return seen != report_.rollouts.end() && seen->is_parked;
  });
  Result<std::vector<HealthReading>> health = WaitUntilHealthy(services, HealthTime(), ports_);
  if (!health) return std::move(health).error();
  std::ranges::move(*health, std::back_inserter(report_.health));
  return Ok();
}

bool Releaser::Names(const std::string& service) const {
  const auto has = [&](const std::vector<ReleasedService>& services) {
    return std::ranges::find(services, service, &ReleasedService::name) != services.end();
  };
  return has(release_.rolled) || has(release_.restarts);
}

// The map has what the plan was made from, or what it wants.
Status Releaser::CompareTagMap(bool is_set_aside, refusals::ReleasedMeanwhile& moved) const {
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
  for (const MovedMap& map : MovedMaps(planned, ByPlace(plan.tag_map, plan.other_tag_maps),
                                       ByPlace(maps.map, maps.others))) {
    for (const TagChange& change : map.changes) {
      if (is_set_aside && !Names(change.service)) continue;
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

}  // namespace deltaplan::planner
