#include "planner/commands/planned_release.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "planner/commands/common.h"
#include "planner/commands/plan_input.h"
#include "planner/config/health_addresses.h"
#include "planner/model/bootstrap_tag.h"
#include "planner/model/placeholders.h"
#include "planner/model/service_environment.h"
#include "planner/report/releases_document.h"
#include "planner/text/digest.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kReleasesFile = "releases.json";

// The function of a service, where the first live source is Lambda.
std::optional<std::string> FunctionOf(const EnvironmentEntry& environment,
                                      const PlaceholderValues& values) {
  if (environment.live.empty() || environment.live.front().from != "lambda") return std::nullopt;
  const std::string* function = environment.live.front().Text("function");
  if (function == nullptr) return std::nullopt;
  return FillPlaceholders(*function, values);
}

Result<std::vector<Release>> ReadReleasesOf(const std::string& directory, Files& files) {
  const std::string path = directory + "/" + kReleasesFile;
  Result<std::string> text = files.Read(path);
  if (!text) return std::move(text).error().Within("cannot read what the plan rolls");
  Result<std::vector<Release>> releases = ReadReleases(*text);
  if (releases) return releases;
  return std::move(releases).error().Within(
      fmt::format("'{}' does not say what the plan rolls", DisplayText(path)));
}

// Refers to the plan's environment; errors where --env names another one.
Result<std::unique_ptr<Project>> OpenProjectOf(const PlanDocument& plan, ProjectRequest request,
                                               const Ports& ports) {
  if (!plan.environment) {
    return Error{.message = "the plan has no environment, so nothing says where it is released",
                 .causes = {},
                 .remedy = "Plan for an environment of the configuration."};
  }
  if (request.environment && request.environment != plan.environment) {
    return Error{
        .message = fmt::format("the plan is for environment '{}', not '{}'",
                               DisplayText(*plan.environment), DisplayText(*request.environment)),
        .causes = {},
        .remedy = "Leave out --env, or name the plan of that environment."};
  }
  request.environment = plan.environment;
  return Project::Open(request, ports);
}

}  // namespace

Result<PlannedRelease> OpenPlannedRelease(const std::string& place, const ProjectRequest& request,
                                          const Ports& ports) {
  Result<PlanInput> input = ReadPlanInput(place, ports.files);
  if (!input) return std::move(input).error();
  if (input->directory.empty()) {
    return Error{.message = fmt::format("'{}' is no directory of a plan", DisplayText(place)),
                 .causes = {"how far a release has come is kept beside its plan"},
                 .remedy = "Name the directory that `deltaplan plan --out` wrote."};
  }
  Result<PlanDocument> plan = ReadPlan(*input, ports.files);
  if (!plan) return std::move(plan).error();
  Result<std::vector<Release>> releases = ReadReleasesOf(input->directory, ports.files);
  if (!releases) return std::move(releases).error();
  Result<std::unique_ptr<Project>> project = OpenProjectOf(*plan, request, ports);
  if (!project) return std::move(project).error();
  Result<Platform> platform = (*project)->Expand((*project)->head().tree);
  if (!platform) return std::move(platform).error();

  PlannedRelease release{.plan = *std::move(plan),
                         .plan_digest = Sha256Digest(input->text),
                         .directory = std::move(input->directory),
                         .project = *std::move(project),
                         .platform = *std::move(platform),
                         .rolled = {},
                         .restarts = {}};
  const EnvironmentEntry& environment = release.environment();
  for (Release& each : *releases) {
    const auto& services = release.plan.intent.services;
    const auto planned = std::ranges::find(services, each.name, &tfvars::IntendedService::name);
    if (planned == services.end() || !planned->tag) {
      return Error{.message = fmt::format("{} names '{}', which the plan does not deploy",
                                          kReleasesFile, DisplayText(each.name)),
                   .causes = {},
                   .remedy = "Plan again with --out."};
    }
    // Nothing starts, so there is nothing to wait for.
    if (IsBootstrapTag(release.project->config(), *planned->tag)) continue;
    const auto known = std::ranges::find(release.platform.services, each.name, &Service::name);
    const bool is_known = known != release.platform.services.end();
    PlaceholderValues values{{"env", environment.name}};
    if (is_known) values = PlaceholdersOf(*known, &environment.name);
    values["image"] = planned->image;  // as it was planned
    values["service"] = each.name;
    ReleasedService service{
        .name = each.name,
        .image = planned->image,
        .tag = *planned->tag,
        .live_tag = planned->live_tag,
        .restarts = each.restarts,
        .after = std::move(each.after),
        .cluster = std::move(each.cluster),
        .ecs_service = std::move(each.service),
        .container = std::move(each.container),
        .function = FunctionOf(LiveEnvironmentOf(environment, each.name), values)};
    if (is_known) service.health = HealthAddressOf(environment, *known);
    // What is a function is no service of ECS, whatever cluster other services have.
    if (service.function) service.cluster.reset();
    (service.restarts ? release.restarts : release.rolled).push_back(std::move(service));
  }
  // A plan.json that names no files, as one of --format json, may lie beside those of another plan.
  for (const tfvars::IntendedService& planned : release.plan.intent.services) {
    const bool is_rolled = std::ranges::find(release.rolled, planned.name,
                                             &ReleasedService::name) != release.rolled.end();
    const bool starts = !planned.tag || !IsBootstrapTag(release.project->config(), *planned.tag);
    if (!planned.deploys || !starts || is_rolled) continue;
    return Error{.message = fmt::format("{} does not name '{}', which the plan deploys",
                                        kReleasesFile, DisplayText(planned.name)),
                 .causes = {},
                 .remedy = "Plan again with --out."};
  }
  return release;
}

}  // namespace deltaplan::planner
