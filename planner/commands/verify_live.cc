#include "planner/commands/verify_live.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/facts/project.h"
#include "planner/facts/tag_map.h"
#include "planner/facts/tag_relations.h"
#include "planner/live/read_live.h"
#include "planner/model/service_environment.h"
#include "planner/report/sentences.h"

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

// What the plan rolls it rolls whatever came of another rollout: only what it skips rests on that.
bool HasFailedSince(const PlanDocument& document, const std::string& service,
                    const Rollout& rollout) {
  if (!rollout.HasFailed() || !document.skipped.contains(service)) return false;
  const auto seen = document.rollouts.find(service);
  return seen == document.rollouts.end() || !seen->second.HasFailed() ||
         seen->second.revision != rollout.revision;
}

void AddMovedMap(const TagMapReading& now, const WrittenPlan& plan, const std::string& again,
                 PlanNow& result) {
  std::set<std::string> unread;
  for (const Warning& warning : now.warnings) {
    if (const auto* unreadable = std::get_if<warnings::TagMapUnreadable>(&warning)) {
      result.findings.push_back({.kind = findings::MapMoved{.file = unreadable->file,
                                                            .change = {},
                                                            .again = again,
                                                            .unreadable = unreadable->why}});
      unread.insert(unreadable->file);
    }
  }
  const PlanDocument& document = plan.document;
  for (const MovedMap& moved :
       MovedMaps(plan.tags, ByPlace(document.tag_map, document.other_tag_maps),
                 ByPlace(now.map, now.others))) {
    if (unread.contains(moved.file)) continue;
    for (const TagChange& change : moved.changes) {
      result.findings.push_back(
          {.kind = findings::MapMoved{.file = moved.file, .change = change, .again = again},
           .services = {change.service}});
    }
  }
}

}  // namespace

// Nothing to ask is no answer: all would be taken for gone.
Status CheckSomethingTells(const Options& options, const WrittenPlan& plan,
                           const EnvironmentEntry* environment) {
  const bool has_sources = environment != nullptr && HasLiveSources(*environment);
  if (has_sources || options.live.file || plan.document.told_live.size() == plan.tags.live.size()) {
    return Ok();
  }
  return Error{.message = "nothing says what is live now",
               .causes = {},
               .remedy =
                   "Give --live-file, as for the plan, or name sources of the environment in "
                   "the configuration (\"live\")."};
}

PlannedTags PlannedTagsOf(const tfvars::Intent& intent) {
  PlannedTags tags{.live = {}, .after = intent.image_tags, .map = {}};
  for (const tfvars::IntendedService& service : intent.services) {
    tags.live.emplace(service.name, service.live_tag);
  }
  return tags;
}

Result<LiveNow> AskLiveAgain(const Options& options, const Ports& ports, const WrittenPlan& plan,
                             const Project& project, const Platform& platform) {
  Result<std::unique_ptr<TagRelations>> tags =
      TagRelations::Make(project.repository(), project.config());
  if (!tags) return std::move(tags).error();
  Result<LiveAnswer> answer =
      ReadLive(ports, RequestFor(options, plan, platform), project.config(), project.environment(),
               project.root(), platform.services, (*tags)->Chooser());
  if (!answer) return std::move(answer).error();

  LiveNow now;
  std::map<std::string, std::string> live;
  for (const auto& [service, tag] : answer->tags) {
    live.emplace(service, tag.tag);
    const auto planned = plan.tags.live.find(service);
    if (!plan.document.told_live.contains(service) && planned != plan.tags.live.end() &&
        planned->second == tag.tag) {
      now.still_live.insert(service);
    }
  }
  for (TagChange& change : MovedLiveTags(plan.tags, live, answer->unknown)) {
    const auto unknown = answer->unknown.find(change.service);
    const bool is_known = unknown == answer->unknown.end();
    now.moved.push_back({.change = std::move(change),
                         .why = is_known ? std::nullopt : std::optional(unknown->second)});
  }
  for (auto& [service, rollout] : answer->rollouts) {
    if (!now.still_live.contains(service) || !HasFailedSince(plan.document, service, rollout)) {
      continue;
    }
    const std::optional<std::string>& tag = plan.tags.live.at(service);
    now.moved.push_back(
        {.change = {service, tag, tag}, .why = std::nullopt, .failed = std::move(rollout)});
  }
  return now;
}

Result<PlanNow> CompareWithNow(const Options& options, const Ports& ports,
                               const WrittenPlan& plan) {
  ProjectRequest request = ProjectRequestOf(options);
  request.environment = plan.document.environment;
  request.heeds_variable = false;
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
  Result<LiveNow> live = AskLiveAgain(options, ports, plan, project, *platform);
  if (!live) return std::move(live).error();

  PlanNow result{.findings = {}, .still_live = std::move(live->still_live)};
  const std::string again = PlanAgainCommand(plan.document.environment, plan.directory);
  for (const MovedLive& moved : live->moved) {
    result.findings.push_back(
        {.kind =
             findings::LiveMoved{
                 .change = moved.change, .why = moved.why, .failed = moved.failed, .again = again},
         .services = {moved.change.service}});
  }
  for (const std::string& service : plan.document.told_live) {
    result.findings.push_back(
        {.kind = findings::LiveNotCompared{.service = service, .tag = *plan.tags.live.at(service)},
         .services = {service}});
  }
  AddMovedMap(map, plan, again, result);
  return result;
}

}  // namespace deltaplan::planner
