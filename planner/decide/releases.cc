#include "planner/decide/releases.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "planner/decide/bake_targets.h"
#include "planner/model/placeholders.h"
#include "planner/model/service_environment.h"

namespace deltaplan::planner {
namespace {

EcsEntry EcsNames(const EnvironmentEntry* environment) {
  if (environment == nullptr) return {};
  EcsEntry ecs = environment->ecs;
  const auto live = std::ranges::find(environment->live, "ecs", &LiveSourceEntry::from);
  if (live == environment->live.end()) return ecs;
  const auto take = [&](std::optional<std::string>& text, std::string_view key) {
    const std::string* found = live->Text(key);
    if (!text && found != nullptr) text = *found;
  };
  take(ecs.cluster, "cluster");
  take(ecs.service, "service");
  take(ecs.container, "container");
  return ecs;
}

}  // namespace

std::vector<Release> ReleasesOf(const EnvironmentEntry* environment,
                                const std::vector<Service>& services,
                                const std::vector<PlannedService>& planned) {
  std::vector<Release> releases;
  for (const PlannedService& service : planned) {
    if (service.decision != Decision::kDeploy || !service.tag) continue;
    const EcsEntry ecs =
        EcsNames(environment == nullptr ? nullptr : &EnvironmentOf(*environment, service.name));
    const auto configured = std::ranges::lower_bound(services, service.name, {}, &Service::name);
    const PlaceholderValues values =
        PlaceholdersOf(*configured, environment == nullptr ? nullptr : &environment->name);
    const auto fill = [&](const std::optional<std::string>& text) {
      return FillPlaceholders(text.value_or(service.name), values);
    };
    Release release{
        .name = service.name,
        .cluster = std::nullopt,
        .service = fill(ecs.service),
        .family = fill(ecs.family),
        .container = fill(ecs.container),
        .image = ImageReference(environment, service.image, {service.name}, *service.tag),
        .restarts = service.restarts,
        .after = {}};
    release.has_registry = RepositoryOf(environment, service.image, {service.name}).has_value();
    if (ecs.cluster) release.cluster = fill(ecs.cluster);
    for (const Reason& reason : service.reasons) {
      if (reason.code == ReasonCode::kRestartedWith) release.after.push_back(*reason.input);
    }
    releases.push_back(std::move(release));
  }
  return releases;
}

}  // namespace deltaplan::planner
