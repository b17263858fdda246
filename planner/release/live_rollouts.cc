#include "planner/release/live_rollouts.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "planner/model/tag.h"

namespace deltaplan::planner {

namespace {

// Whether the first source knows more than what was wished for: a registry has an image once it is
// pushed, a tag map a tag once it is written.
bool SaysWhatRuns(const std::vector<LiveSourceEntry>& sources) {
  return !sources.empty() && sources.front().from != kImageTagsSource &&
         sources.front().from != kEcrSource;
}

}  // namespace

ServiceRollout LiveRolloutOf(const ReleasedService& planned, const LiveAnswer& answer) {
  ServiceRollout rollout{.name = planned.name, .wanted = planned.tag};
  if (const auto unknown = answer.unknown.find(planned.name); unknown != answer.unknown.end()) {
    rollout.stage = RolloutStage::kRunsAnother;
    rollout.detail = unknown->second;
    return rollout;
  }
  const auto tag = answer.tags.find(planned.name);
  if (tag == answer.tags.end()) {
    rollout.stage = RolloutStage::kMissing;
    return rollout;
  }
  rollout.runs = tag->second.tag;
  if (AreOneTag(rollout.runs, planned.tag)) rollout.runs = planned.tag;
  if (rollout.runs != planned.tag && !answer.readings.empty() && answer.readings.front().reading) {
    const auto& candidates = answer.readings.front().reading->candidates;
    const auto all = candidates.find(planned.name);
    if (all != candidates.end() && HasTag(all->second, planned.tag)) rollout.runs = planned.tag;
  }
  if (rollout.runs != planned.tag) {
    rollout.stage = RolloutStage::kRunsAnother;
    return rollout;
  }
  const auto known = answer.rollouts.find(planned.name);
  if (known == answer.rollouts.end()) {
    rollout.stage = RolloutStage::kSteady;
  } else if (known->second.state == Rollout::State::kFailed) {
    rollout.stage = RolloutStage::kFailed;
    rollout.detail = known->second.reason;
  } else {
    rollout.stage = RolloutStage::kRolling;
  }
  return rollout;
}

Result<std::vector<ServiceRollout>> LiveRollouts::Poll(
    const std::vector<ReleasedService>& services) {
  std::vector<ServiceRollout> rollouts;
  const std::vector<LiveSourceEntry>& sources = context_.environment.live;
  if (!SaysWhatRuns(sources)) {
    for (const ReleasedService& service : services) {
      rollouts.push_back({.name = service.name, .stage = RolloutStage::kUnwatched});
    }
    return rollouts;
  }
  EnvironmentEntry deciding = context_.environment;
  deciding.live.resize(1);
  // Those with sources of their own are none of these services.
  for (ServiceException& exception : deciding.exceptions) exception.has_own_live = false;
  LiveRequest request;
  request.state = context_.state;
  request.timeout = std::chrono::ceil<std::chrono::seconds>(context_.TimeLeft());
  request.show_progress = false;
  request.keyring = &context_.keyring;
  for (const ReleasedService& service : services) request.only.insert(service.name);
  const Result<LiveAnswer> answer = ReadLive(context_.ports, request, context_.config, &deciding,
                                             context_.root, context_.services, nullptr);
  if (!answer) return answer.error();
  for (const ReleasedService& service : services)
    rollouts.push_back(LiveRolloutOf(service, *answer));
  return rollouts;
}

}  // namespace deltaplan::planner
