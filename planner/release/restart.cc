#include "planner/release/restart.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

// ECS may still show what was so before the restart: that is not the new rollout.
class AfterRestart : public RolloutSource {
 public:
  AfterRestart(RolloutSource& rollouts, const std::map<std::string, std::string>& before)
      : rollouts_(rollouts), before_(before) {}

  Result<std::vector<ServiceRollout>> Poll(const std::vector<ReleasedService>& services) override {
    Result<std::vector<ServiceRollout>> rollouts = rollouts_.Poll(services);
    if (!rollouts) return rollouts;
    for (ServiceRollout& rollout : *rollouts) {
      const auto before = before_.find(rollout.name);
      const bool is_old = before != before_.end() && !before->second.empty() &&
                          before->second == rollout.deployment;
      if (!is_old || rollout.stage != RolloutStage::kSteady) continue;
      rollout.stage = RolloutStage::kRolling;
      rollout.detail = "the restart has not begun";
    }
    return rollouts;
  }

 private:
  RolloutSource& rollouts_;
  const std::map<std::string, std::string>& before_;
};

AwsCall RestartCall(const ReleasedService& service) {
  AwsCall call{.operation = "UpdateService", .about = {service.name}};
  JsonWriter writer(call.body);
  writer.BeginObject(JsonLayout::kCompact);
  writer.Key("cluster").String(service.cluster.value_or("default"));
  writer.Key("service").String(service.ecs_service);
  writer.Key("forceNewDeployment").Bool(true).EndObject();
  return call;
}

// Restarts the services of one round that were not restarted before.
Status BeginRound(const Restart& restart, const std::vector<ReleasedService>& round,
                  const std::vector<ServiceRollout>& now, ReleaseState& state,
                  std::vector<std::string>& restarted) {
  for (std::size_t i = 0; i < round.size(); ++i) {
    const std::string& name = round[i].name;
    const auto begun = state.restarts.find(name);
    // Another rollout than before the call: it arrived, although nobody was there to note it.
    if (begun != state.restarts.end() && begun->second != now[i].deployment) continue;
    state.restarts[name] = now[i].deployment;
    if (Status written = restart.write(state); !written) return written;
    const Result<const AwsApi*> ecs = restart.ecs(round[i].name);
    if (!ecs) return ecs.error();
    const std::vector<AwsAnswer> answers = (*ecs)->Call(kEcs, {RestartCall(round[i])});
    if (!answers.front().value) return answers.front().value.error();
    restarted.push_back(name);
  }
  return Ok();
}

}  // namespace

std::vector<ReleasedService> NextToRestart(const std::vector<ReleasedService>& services) {
  const auto waits = [&](const ReleasedService& service) {
    return std::ranges::any_of(service.after, [&](const std::string& name) {
      return std::ranges::find(services, name, &ReleasedService::name) != services.end();
    });
  };
  std::vector<ReleasedService> next;
  std::ranges::remove_copy_if(services, std::back_inserter(next), waits);
  return next.empty() ? services : next;
}

Result<RolloutWait> RestartServices(const Restart& restart, std::vector<ReleasedService> services,
                                    ReleaseState& state, std::vector<std::string>& restarted,
                                    const Ports& ports) {
  RolloutWait all;
  std::erase_if(services, [&](const ReleasedService& service) {
    return state.restarted.contains(service.name);
  });
  while (!services.empty()) {
    const std::vector<ReleasedService> round = NextToRestart(services);
    const Result<std::vector<ServiceRollout>> now = restart.rollouts.Poll(round);
    if (!now) return now.error();
    // What is missing or runs another image is not restarted but told.
    const auto is_there = [](const ServiceRollout& rollout) {
      return rollout.stage == RolloutStage::kSteady || rollout.stage == RolloutStage::kRolling;
    };
    if (!std::ranges::all_of(*now, is_there)) {
      all.rollouts.insert(all.rollouts.end(), now->begin(), now->end());
      return all;
    }
    if (Status begun = BeginRound(restart, round, *now, state, restarted); !begun) {
      return std::move(begun).error();
    }
    AfterRestart rollouts(restart.rollouts, state.restarts);
    Result<RolloutWait> wait = WaitUntilSteady(rollouts, round, restart.time, ports);
    if (!wait) return wait;
    all.timed_out = wait->timed_out;
    const bool is_well =
        !wait->timed_out && std::ranges::all_of(wait->rollouts, &ServiceRollout::is_well);
    std::ranges::move(wait->rollouts, std::back_inserter(all.rollouts));
    if (!is_well) return all;
    for (const ReleasedService& service : round) {
      state.restarted[service.name] = state.restarts[service.name];
      state.restarts.erase(service.name);
      std::erase_if(services,
                    [&](const ReleasedService& each) { return each.name == service.name; });
    }
    if (Status written = restart.write(state); !written) return std::move(written).error();
  }
  return all;
}

}  // namespace deltaplan::planner
