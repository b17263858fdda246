#include "planner/release/wait.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "planner/release/progress.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using Moment = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstPause{1000};
constexpr milliseconds kLongestPause{8000};
constexpr seconds kSettling{10};
constexpr int kMostFailures = 3;

// Whether an answer may be about what was so a moment ago.
bool MayBeOld(RolloutStage stage) {
  return stage == RolloutStage::kMissing || stage == RolloutStage::kRunsAnother;
}

std::string RollingText(const std::vector<ServiceRollout>& rollouts) {
  constexpr std::size_t kMost = 3;
  std::string text;
  std::size_t count = 0;
  for (const ServiceRollout& each : rollouts) {
    if (each.is_well()) continue;
    if (++count > kMost) continue;
    text += fmt::format("{}{}{}", count == 1 ? "" : ", ", DisplayPath(each.name),
                        each.detail.empty() ? "" : " (" + DisplayText(each.detail) + ")");
  }
  if (count > kMost) text += fmt::format(" and {} more", count - kMost);
  return fmt::format("{} of {} steady; waiting for {}", rollouts.size() - count, rollouts.size(),
                     text);
}

class Waiter {
 public:
  Waiter(RolloutSource& source, const std::vector<ReleasedService>& services, seconds time,
         const Ports& ports)
      : source_(source),
        services_(services),
        clock_(*ports.clock),
        deadline_(clock_.Now() + time),
        progress_(ports),
        may_be_old_since_(services.size()) {}

  Result<RolloutWait> Wait() {
    int failures = 0;
    for (milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
      Result<std::vector<ServiceRollout>> looked = source_.Poll(services_);
      const bool is_late = clock_.Now() >= deadline_;
      if (!looked) {
        if (++failures == kMostFailures || is_late) return std::move(looked).error();
      } else {
        failures = 0;
        RolloutWait wait{.rollouts = *std::move(looked)};
        if (IsOver(wait.rollouts)) return wait;
        if (is_late) {
          wait.timed_out = true;
          return wait;
        }
        progress_.Show(RollingText(wait.rollouts));
      }
      const auto left = std::chrono::ceil<milliseconds>(deadline_ - clock_.Now());
      clock_.Sleep(std::clamp(left, milliseconds(0), pause));
    }
  }

 private:
  // All are steady, or one will not become so.
  bool IsOver(const std::vector<ServiceRollout>& rollouts) {
    const Moment now = clock_.Now();
    bool all_well = true;
    bool one_failed = false;
    for (std::size_t i = 0; i < rollouts.size(); ++i) {
      const ServiceRollout& rollout = rollouts[i];
      std::optional<Moment>& since = may_be_old_since_[i];
      if (!MayBeOld(rollout.stage)) since.reset();
      if (MayBeOld(rollout.stage) && !since) since = now;
      const bool is_fresh = since && now - *since < kSettling && now < deadline_;
      all_well = all_well && rollout.is_well();
      one_failed = one_failed || (rollout.is_over() && !rollout.is_well() && !is_fresh);
    }
    return all_well || one_failed;
  }

  RolloutSource& source_;
  const std::vector<ReleasedService>& services_;
  WaitingClock& clock_;
  const Moment deadline_;
  ReleaseProgress progress_;
  std::vector<std::optional<Moment>> may_be_old_since_;  // by service
};

}  // namespace

Result<RolloutWait> WaitUntilSteady(RolloutSource& source,
                                    const std::vector<ReleasedService>& services,
                                    std::chrono::seconds time, const Ports& ports) {
  if (services.empty()) return RolloutWait();
  return Waiter(source, services, time, ports).Wait();
}

}  // namespace deltaplan::planner
