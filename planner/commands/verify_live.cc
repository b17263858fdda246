#include "planner/commands/verify_live.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/facts/project.h"
#include "planner/facts/tag_map.h"
#include "planner/facts/tag_relations.h"
#include "planner/live/read_live.h"
#include "planner/report/review.h"

namespace deltaplan::planner {
namespace {

// As the plan asked: of services that it left out nobody has to know what they run, and what
// --live has told nobody else can tell.
LiveRequest RequestFor(const Options& options, const WrittenPlan& plan, const Platform& platform) {
  LiveRequest request = LiveRequestOf(options);
  for (const std::string& service : plan.document.told_live) {
    request.tags[service] = *plan.tags.live.at(service);
  }
  const PlannedTags& planned = plan.tags;
  if (planned.live.size() >= platform.services.size()) return request;
  for (const auto& [service, tag] : planned.live) request.only.insert(service);
  return request;
}

// Nothing to ask is no answer: all would be taken for gone.
Status CheckSomethingTells(const Options& options, const WrittenPlan& plan,
                           const EnvironmentEntry* environment) {
  const bool has_sources = environment != nullptr && !environment->live.empty();
  if (has_sources || options.live.file || plan.document.told_live.size() == plan.tags.live.size()) {
    return Ok();
  }
  return Error{.message = "nothing says what is live now",
               .causes = {},
               .remedy =
                   "Give --live-file, as for the plan, or name sources of the environment in "
                   "the configuration (\"live\")."};
}

void AddMovedMap(const TagMapReading& now, const WrittenPlan& plan, const std::string& again,
                 PlanNow& result) {
  for (const Warning& warning : now.warnings) {
    if (const auto* unreadable = std::get_if<warnings::TagMapUnreadable>(&warning)) {
      result.findings.push_back(TagMapUnreadableNow(unreadable->file, unreadable->why));
      return;
    }
  }
  const std::map<std::string, std::string> none;
  const std::string file = now.map                 ? now.map->file
                           : plan.document.tag_map ? plan.document.tag_map->file
                                                   : std::string();
  for (const TagChange& change : MovedMapTags(plan.tags, now.map ? now.map->tags : none)) {
    result.findings.push_back(TagMapMoved(file, change, again));
  }
}

}  // namespace

PlannedTags PlannedTagsOf(const PlanDocument& document, const tfvars::Intent& intent) {
  PlannedTags tags{.live = {}, .after = intent.image_tags, .map = {}};
  for (const tfvars::IntendedService& service : intent.services) {
    tags.live.emplace(service.name, service.live_tag);
  }
  if (document.tag_map) tags.map = document.tag_map->tags;
  return tags;
}

Result<PlanNow> CompareWithNow(const Options& options, const Ports& ports,
                               const WrittenPlan& plan) {
  ProjectRequest request = ProjectRequestOf(options);
  request.environment = plan.document.environment;
  Result<std::unique_ptr<Project>> opened = Project::Open(request, ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  if (Status status = CheckSomethingTells(options, plan, project.environment()); !status) {
    return std::move(status).error();
  }
  Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return std::move(platform).error();
  const TagMapReading map =
      ReadTagMapFacts(project.environment(), project.root(), platform->services, ports.files);
  Result<std::unique_ptr<TagRelations>> tags =
      TagRelations::Make(project.repository(), project.config());
  if (!tags) return std::move(tags).error();
  Result<LiveAnswer> answer =
      ReadLive(ports, RequestFor(options, plan, *platform), project.config(), project.environment(),
               project.root(), platform->services, (*tags)->Chooser());
  if (!answer) return std::move(answer).error();

  PlanNow result;
  const std::string again = PlanAgainCommand(plan.document.environment, plan.directory);
  std::map<std::string, std::string> live;
  for (const auto& [service, tag] : answer->tags) {
    live.emplace(service, tag.tag);
    const auto planned = plan.tags.live.find(service);
    const bool was_told =
        std::ranges::find(plan.document.told_live, service) != plan.document.told_live.end();
    if (!was_told && planned != plan.tags.live.end() && planned->second == tag.tag) {
      result.still_live.insert(service);
    }
  }
  for (const TagChange& change : MovedLiveTags(plan.tags, live, answer->unknown)) {
    const auto unknown = answer->unknown.find(change.service);
    result.findings.push_back(unknown == answer->unknown.end()
                                  ? LiveMoved(change, again)
                                  : LiveUnknownNow(change, unknown->second, again));
  }
  for (const std::string& service : plan.document.told_live) {
    result.findings.push_back(LiveNotCompared(service, *plan.tags.live.at(service)));
  }
  AddMovedMap(map, plan, again, result);
  return result;
}

}  // namespace deltaplan::planner
