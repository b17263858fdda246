#include "planner/commands/tags_from.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "planner/commands/plan_input.h"
#include "planner/commands/tag_arguments.h"
#include "planner/commands/verify_live.h"
#include "planner/report/messages.h"
#include "planner/report/sentences.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

std::optional<Refusal> MovedHead(const TagContext& tags, const PlanToSet& plan,
                                 const Options& options) {
  std::string head = tags.project->head().id.ToHex();
  if (head == plan.document.head_commit) return std::nullopt;
  return refusals::HeadDiffers{
      .planned = plan.document.head_commit, .revision = options.head, .commit = std::move(head)};
}

// Whether one map is what it was when the plan was made: one that could not be read then, or was
// not there, is not there now.
std::optional<Refusal> MovedSince(const TagMapFacts* then, const PresentMap& now,
                                  const std::string& file) {
  using Kind = refusals::TagMapMoved::Kind;
  if (then == nullptr) {
    if (!now.exists) return std::nullopt;
    return refusals::TagMapMoved{.kind = Kind::kAppeared, .file = file, .found = {}};
  }
  if (!now.exists) return refusals::TagMapMoved{.kind = Kind::kGone, .file = file, .found = {}};
  std::set<std::string> services = ServicesOf(then->tags);
  services.merge(ServicesOf(now.file.tags));
  return MovedTags(now.file.tags, then->tags, services, file);
}

// The same for all maps; one that the plan knows has to be one of the configuration still.
std::optional<Refusal> MovedSince(const PlanDocument& plan, const PresentTags& present,
                                  const TagContext& tags) {
  TagMapsByPlace then = ByPlace(plan.tag_map, plan.other_tag_maps);
  for (std::size_t i = 0; i < tags.maps.size(); ++i) {
    const ImageTagsEntry& entry = tags.maps[i].entry;
    const auto map = then.extract({entry.file, entry.place.path});
    auto moved = MovedSince(map ? map.mapped() : nullptr, present.maps[i], entry.file);
    if (moved) return moved;
  }
  if (then.empty()) return std::nullopt;
  return refusals::TagMapMoved{
      .kind = refusals::TagMapMoved::Kind::kGone, .file = then.begin()->first.first, .found = {}};
}

// Why nobody can be asked again; nullopt: somebody can.
std::optional<warnings::LiveNotAsked> WhyNotAsked(const TagContext& tags, const WrittenPlan& plan,
                                                  const Options& options) {
  if (plan.document.from_live_file && !options.live.file) {
    return warnings::LiveNotAsked{.was_in_file = true};
  }
  if (CheckSomethingTells(options, plan, &tags.environment())) return std::nullopt;
  return warnings::LiveNotAsked{};
}

}  // namespace

std::set<std::string> ServicesOf(const TagMap& tags) {
  std::set<std::string> services;
  for (const auto& [service, tag] : tags) services.insert(service);
  return services;
}

std::optional<Refusal> MovedTags(const TagMap& present, const TagMap& expected,
                                 const std::set<std::string>& services, const std::string& file) {
  refusals::TagMapMoved moved{.file = file, .found = {}};
  for (const std::string& service : services) {
    TagChange change{service, tfvars::FindTag(expected, service),
                     tfvars::FindTag(present, service)};
    if (change.before != change.after) moved.found.push_back(std::move(change));
  }
  if (moved.found.empty()) return std::nullopt;
  return moved;
}

Result<PlanToSet> ReadPlanToSet(const TagContext& tags, const std::string& place,
                                const Ports& ports) {
  const Result<PlanInput> input = ReadPlanInput(place, ports.files);
  if (!input) return input.error();
  Result<PlanDocument> document = ReadPlanOf(tags.environment().name, *input, ports.files);
  if (!document) return std::move(document).error();
  PlanToSet plan{.document = *std::move(document), .directory = std::nullopt};
  if (!input->directory.empty()) plan.directory = input->directory;
  return plan;
}

Result<PlanCheck> CheckPlanHolds(const TagContext& tags, const PlanToSet& plan,
                                 const PresentTags& present, const Options& options,
                                 const Ports& ports) {
  PlanCheck check{.refusal = MovedHead(tags, plan, options), .messages = {}};
  if (!check.refusal) check.refusal = MovedSince(plan.document, present, tags);
  if (check.refusal) return check;
  const PlannedTags planned = PlannedTagsOf(plan.document.intent);
  const WrittenPlan written{plan.document, planned, plan.directory};
  if (options.no_live) return check;
  if (const auto why = WhyNotAsked(tags, written, options)) {
    check.messages = WarningLines({*why}, options.verbose);
    return check;
  }
  Result<LiveNow> now = AskLiveAgain(options, ports, written, *tags.project, tags.platform);
  if (!now) {
    Error error = std::move(now).error().Within("cannot ask again what is live");
    if (!error.remedy.empty()) error.remedy += ' ';
    error.remedy += "Where nobody can be asked, --no-live sets the tags without it.";
    return error;
  }
  refusals::LiveMoved live{.services = {},
                           .again = PlanAgainCommand(plan.document.environment, plan.directory)};
  for (MovedLive& moved : now->moved) {
    live.services.push_back({.change = std::move(moved.change),
                             .why = std::move(moved.why).value_or(""),
                             .failed = std::move(moved.failed)});
  }
  if (!live.services.empty()) check.refusal = std::move(live);
  Warnings told;
  for (const std::string& service : plan.document.told_live) {
    told.push_back(warnings::LiveNotCompared{.service = service, .tag = *planned.live.at(service)});
  }
  check.messages += WarningLines(told, options.verbose);
  return check;
}

}  // namespace deltaplan::planner
