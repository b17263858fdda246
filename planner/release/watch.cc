#include "planner/release/watch.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "planner/model/service_environment.h"
#include "planner/release/ecs_rollouts.h"
#include "planner/release/lambda_rollouts.h"
#include "planner/release/live_rollouts.h"

namespace deltaplan::planner {
namespace {

constexpr std::string_view kEcsKind = "ecs";
constexpr std::string_view kLambdaKind = "lambda";
constexpr std::string_view kOtherKind = "";

std::string_view KindOf(const ReleasedService& service) {
  if (service.cluster) return kEcsKind;
  return service.function ? kLambdaKind : kOtherKind;
}

}  // namespace

struct ReleaseWatch::Opened {
  Opened(const WatchedProject& project, std::string_view kind, const EnvironmentEntry& environment)
      : from(kind),
        context{.ports = project.ports,
                .state = {},
                .config = project.config,
                .environment = environment,
                .root = project.root,
                .services = project.services,
                .deadline = {},
                .keyring = keyring,
                .excused = nobody} {}

  std::string from;
  AwsKeyring keyring;
  std::set<std::string> nobody;
  LiveContext context;
  std::optional<AwsApi> api;
  std::unique_ptr<RolloutSource> source;
};

ReleaseWatch::ReleaseWatch(WatchedProject project) : project_(std::move(project)) {}
ReleaseWatch::~ReleaseWatch() = default;

Result<ReleaseWatch::Opened*> ReleaseWatch::SourceFor(std::string_view from,
                                                      const EnvironmentEntry& environment) {
  const auto deadline = std::chrono::steady_clock::now() + project_.timeout;
  for (const std::unique_ptr<Opened>& known : opened_) {
    if (known->from != from || &known->context.environment != &environment) continue;
    known->context.deadline = deadline;
    return known.get();
  }
  auto opened = std::make_unique<Opened>(project_, from, environment);
  opened->context.deadline = deadline;
  if (from == kOtherKind) {
    opened->source = std::make_unique<LiveRollouts>(opened->context);
  } else {
    const auto& live = environment.live;
    const auto entry = std::ranges::find(live, from, &LiveSourceEntry::from);
    Result<AwsApi> api = AwsApi::Open(
        opened->context,
        entry == live.end() ? LiveSourceEntry{.pointer = {}, .from = std::string(from)} : *entry);
    if (!api) return std::move(api).error();
    opened->api.emplace(*std::move(api));
    if (from == kEcsKind) {
      opened->source = std::make_unique<EcsRollouts>(opened->context, *opened->api);
    } else {
      opened->source = std::make_unique<LambdaRollouts>(opened->context, *opened->api);
    }
  }
  return opened_.emplace_back(std::move(opened)).get();
}

Result<const AwsApi*> ReleaseWatch::Ecs(const std::string& service) {
  const Result<Opened*> opened =
      SourceFor(kEcsKind, LiveEnvironmentOf(project_.environment, service));
  if (!opened) return opened.error();
  return &*(*opened)->api;
}

Result<std::vector<ServiceRollout>> ReleaseWatch::Poll(
    const std::vector<ReleasedService>& services) {
  struct Group {
    std::string_view kind;
    const EnvironmentEntry* environment = nullptr;
    std::vector<std::size_t> indexes;
  };
  std::vector<Group> groups;
  for (std::size_t i = 0; i < services.size(); ++i) {
    const std::string_view kind = KindOf(services[i]);
    const EnvironmentEntry* own = &LiveEnvironmentOf(project_.environment, services[i].name);
    auto group = std::ranges::find_if(
        groups, [&](const Group& each) { return each.kind == kind && each.environment == own; });
    if (group == groups.end()) group = groups.insert(group, {kind, own, {}});
    group->indexes.push_back(i);
  }
  std::vector<ServiceRollout> rollouts(services.size());
  for (const Group& group : groups) {
    const Result<Opened*> opened = SourceFor(group.kind, *group.environment);
    if (!opened) return opened.error();
    std::vector<ReleasedService> asked;
    for (const std::size_t i : group.indexes) asked.push_back(services[i]);
    Result<std::vector<ServiceRollout>> looked = (*opened)->source->Poll(asked);
    if (!looked) {
      // Keys may have expired: the next look finds new ones.
      std::erase_if(opened_,
                    [refused = *opened](const auto& each) { return each.get() == refused; });
      return looked;
    }
    for (std::size_t k = 0; k < group.indexes.size(); ++k) {
      rollouts[group.indexes[k]] = std::move((*looked)[k]);
    }
  }
  return rollouts;
}

}  // namespace deltaplan::planner
