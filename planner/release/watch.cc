#include "planner/release/watch.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

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
  explicit Opened(const WatchedProject& project)
      : context{.ports = project.ports,
                .state = std::nullopt,
                .config = project.config,
                .environment = project.environment,
                .root = project.root,
                .services = project.services,
                .deadline = {},
                .keyring = keyring,
                .excused = nobody} {}

  AwsKeyring keyring;
  std::set<std::string> nobody;
  LiveContext context;
  std::optional<AwsApi> api;
  std::unique_ptr<RolloutSource> source;
};

ReleaseWatch::ReleaseWatch(WatchedProject project) : project_(std::move(project)) {}
ReleaseWatch::~ReleaseWatch() = default;

Result<RolloutSource*> ReleaseWatch::SourceFor(const std::string& from) {
  const auto deadline = std::chrono::steady_clock::now() + project_.timeout;
  const auto known = std::ranges::find(opened_, from, &decltype(opened_)::value_type::first);
  if (known != opened_.end()) {
    known->second->context.deadline = deadline;
    return known->second->source.get();
  }
  auto opened = std::make_unique<Opened>(project_);
  opened->context.deadline = deadline;
  if (from == kOtherKind) {
    opened->source = std::make_unique<LiveRollouts>(opened->context);
  } else {
    const auto& live = project_.environment.live;
    const auto entry = std::ranges::find(live, from, &LiveSourceEntry::from);
    Result<AwsApi> api =
        AwsApi::Open(opened->context,
                     entry == live.end() ? LiveSourceEntry{.pointer = {}, .from = from} : *entry);
    if (!api) return std::move(api).error();
    opened->api.emplace(*std::move(api));
    if (from == kEcsKind) {
      opened->source = std::make_unique<EcsRollouts>(opened->context, *opened->api);
    } else {
      opened->source = std::make_unique<LambdaRollouts>(opened->context, *opened->api);
    }
  }
  opened_.emplace_back(from, std::move(opened));
  return opened_.back().second->source.get();
}

Result<const AwsApi*> ReleaseWatch::Ecs() {
  const Result<RolloutSource*> source = SourceFor(std::string(kEcsKind));
  if (!source) return source.error();
  const auto ecs = std::ranges::find(opened_, kEcsKind, &decltype(opened_)::value_type::first);
  return &*ecs->second->api;
}

Result<std::vector<ServiceRollout>> ReleaseWatch::Look(
    const std::vector<ReleasedService>& services) {
  std::map<std::string_view, std::vector<std::size_t>> kinds;  // -> indexes
  for (std::size_t i = 0; i < services.size(); ++i) kinds[KindOf(services[i])].push_back(i);
  std::vector<ServiceRollout> rollouts(services.size());
  for (const auto& [kind, indexes] : kinds) {
    const Result<RolloutSource*> source = SourceFor(std::string(kind));
    if (!source) return source.error();
    std::vector<ReleasedService> asked;
    for (const std::size_t i : indexes) asked.push_back(services[i]);
    Result<std::vector<ServiceRollout>> looked = (*source)->Look(asked);
    if (!looked) {
      // Keys may have expired: the next look finds new ones.
      std::erase_if(opened_, [&](const auto& opened) { return opened.first == kind; });
      return looked;
    }
    for (std::size_t k = 0; k < indexes.size(); ++k) {
      rollouts[indexes[k]] = std::move((*looked)[k]);
    }
  }
  return rollouts;
}

}  // namespace deltaplan::planner
