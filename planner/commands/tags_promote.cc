// deltaplan tags promote FROM TO: exactly the tags that FROM runs become those of TO.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/common.h"
#include "planner/commands/tags.h"
#include "planner/decide/decide.h"
#include "planner/facts/gather.h"
#include "planner/facts/tag_relations.h"
#include "planner/facts/touching_commits.h"
#include "planner/live/read_live.h"
#include "planner/model/tag.h"
#include "planner/report/promotion_report.h"
#include "planner/report/sentences.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

constexpr std::size_t kMostFiles = 1000;

// What an environment runs: its live sources say it, else its tag map.
Result<LiveAnswer> TagsOf(const TagSession& tags, const EnvironmentEntry& environment,
                          const Options& options, const Ports& ports) {
  const Project& project = *tags.project;
  if (!environment.live.empty() || !environment.image_tags) {
    return ReadLive(ports, LiveRequestOf(options), project.config(), &environment, project.root(),
                    tags.platform.services);
  }
  Result<TagMapFile> map = ReadTagMapFile(ports.files, environment, project.root(), tags.services);
  if (!map) return std::move(map).error();
  LiveAnswer answer;
  for (const auto& [service, tag] : map->tags) answer.tags[service] = {tag, kImageTagsSource};
  return answer;
}

class Promoter {
 public:
  Promoter(const TagSession& tags, const EnvironmentEntry& from, const Options& options,
           const Ports& ports)
      : tags_(tags), from_(from), options_(options), ports_(ports) {
    promotion_.from = from.name;
    promotion_.to = tags.project->environment()->name;
  }

  // Fills the promotion: which services get which tag, and what that brings.
  Status Prepare(const PresentTags& present) {
    const Result<LiveAnswer> tested = TagsOf(tags_, from_, options_, ports_);
    if (!tested) return Within(tested.error(), from_.name);
    const EnvironmentEntry& target = *tags_.project->environment();
    const Result<LiveAnswer> running = TagsOf(tags_, target, options_, ports_);
    if (!running) return Within(running.error(), target.name);
    Choose(*tested, present.file.tags);
    if (Status aged = AddAges(*tested); !aged) return aged;
    return AddGains(*running);
  }

  // The gates: what must not go on without a word from the operator.
  std::optional<Refusal> Refused() const {
    refusals::PromotionTooYoung young{
        .from = promotion_.from, .min_age = options_.min_age, .services = {}};
    refusals::PromotionGoesBack backward{
        .from = promotion_.from, .to = promotion_.to, .services = {}};
    for (const Gain& gain : promotion_.gains) {
      const std::string& service = gain.change.service;
      if (options_.min_age > 0 && gain.age.value_or(0) < options_.min_age) {
        young.services.push_back({service, *gain.change.after, gain.age});
      }
      if (!gain.live || !gain.live->commit || options_.allow_rollback) continue;
      const graph::Relation relation = gain.live->relation;
      if (relation == graph::Relation::kAhead || relation == graph::Relation::kDiverged) {
        backward.services.push_back({service, *gain.change.after, *gain.live});
      }
    }
    if (!backward.services.empty()) return backward;
    if (!young.services.empty()) return young;
    return std::nullopt;
  }

  const Promotion& promotion() const { return promotion_; }
  TagMap Changes() const {
    TagMap changes;
    for (const Gain& gain : promotion_.gains) changes[gain.change.service] = *gain.change.after;
    return changes;
  }

 private:
  static Error Within(Error error, const std::string& environment) {
    return std::move(error).Within(fmt::format("cannot tell what '{}' runs", environment));
  }

  void Choose(const LiveAnswer& tested, const TagMap& present) {
    const std::vector<std::string>& placeholders = tags_.project->config().bootstrap_tags;
    for (const std::string& service : tags_.services) {
      if (!options_.services.empty() && !options_.services.contains(service)) continue;
      const auto found = tested.tags.find(service);
      if (found == tested.tags.end()) {
        promotion_.notes.push_back(
            fmt::format("{} is not live in {}.", DisplayPath(service), from_.name));
        continue;
      }
      const std::string& tag = found->second.tag;
      if (std::ranges::find(placeholders, tag) != placeholders.end()) {
        promotion_.notes.push_back(fmt::format("{} was never deployed in {}: its tag is {}.",
                                               DisplayPath(service), from_.name, tag));
        continue;
      }
      const auto old = present.find(service);
      if (old != present.end() && old->second == tag) continue;
      Gain gain;
      gain.change = {.service = service,
                     .before = old == present.end() ? std::nullopt : std::optional(old->second),
                     .after = tag};
      promotion_.gains.push_back(std::move(gain));
    }
  }

  // Since when FROM has the tags, as far as its map's history tells.
  Status AddAges(const LiveAnswer& tested) {
    if (!from_.image_tags || promotion_.gains.empty()) return Ok();
    Result<TagMapFile> map =
        ReadTagMapFile(ports_.files, from_, tags_.project->root(), tags_.services);
    if (!map) return Ok();  // it need not have one: then no age is known
    Result<std::vector<TagVersion>> timeline = ReadTagTimeline(tags_, from_, map->tags, ports_);
    if (!timeline) return std::move(timeline).error();
    for (Gain& gain : promotion_.gains) {
      const auto mapped = map->tags.find(gain.change.service);
      if (mapped == map->tags.end() || mapped->second != tested.tags.at(gain.change.service).tag) {
        continue;
      }
      const std::optional<std::int64_t> since = PresentSince(*timeline, gain.change.service);
      if (since) gain.age = std::max<std::int64_t>(0, ports_.now() - *since);
    }
    return Ok();
  }

  // What lies between what TO runs and the promoted tags; all services of one commit in one
  // comparison.
  Status AddGains(const LiveAnswer& running) {
    const Project& project = *tags_.project;
    Result<std::unique_ptr<TagRelations>> tags =
        TagRelations::Make(project.repository(), project.config());
    if (!tags) return std::move(tags).error();
    std::map<graph::ObjectId, std::pair<CommitInfo, std::set<std::string>>> by_commit;
    for (const Gain& gain : promotion_.gains) {
      Result<ResolvedTag> tag = (*tags)->resolver().Resolve(*gain.change.after);
      if (!tag) return std::move(tag).error();
      if (tag->commit) {
        auto& [commit, services] = by_commit[tag->commit->id];
        commit = *tag->commit;
        services.insert(gain.change.service);
      } else {
        promotion_.notes.push_back(
            fmt::format("{} names no commit of this clone: what {} gains can't be told.",
                        *gain.change.after, DisplayPath(gain.change.service)));
      }
    }
    for (const auto& [id, group] : by_commit) {
      if (Status added = AddGainsAt(group.first, group.second, running); !added) return added;
    }
    return Ok();
  }

  Status AddGainsAt(const CommitInfo& commit, const std::set<std::string>& services,
                    const LiveAnswer& running) {
    const Project& project = *tags_.project;
    Result<GatheredFacts> gathered =
        GatherAgainstTags(project, commit, running,
                          {.compare = {.list_files = true, .max_files = kMostFiles},
                           .asked = {},
                           .surroundings = false},
                          ports_);
    if (!gathered) return std::move(gathered).error();
    const auto& [facts, lists] = *gathered;
    const Decisions decisions = Decide(facts, {.force = {}, .hold = {}, .only = services});
    for (const ServiceDecision& decision : decisions.services) {
      const std::string& name = facts.platform.services[decision.service].name;
      const auto gain = std::ranges::find(promotion_.gains, name,
                                          [](const Gain& each) { return each.change.service; });
      const ServiceFacts& service = facts.services[decision.service];
      if (gain == promotion_.gains.end() || !service.live_tag) continue;
      gain->live = LiveOf(service);
      for (const Reason& reason : decision.reasons) {
        if (!reason.files) continue;
        const graph::FileList& list = lists[*reason.files];
        gain->files.insert(gain->files.end(), list.files.begin(), list.files.end());
        gain->file_count += reason.file_count;
      }
      if (!service.commit) continue;
      Result<TouchingCommits> commits = CommitsThatTouch(project, facts.inputs, decision.service,
                                                         *service.commit, facts.head.commit);
      if (!commits) return std::move(commits).error();
      gain->commits = std::move(commits->commits);
      gain->commits_missing = commits->history_missing || commits->truncated;
    }
    return Ok();
  }

  const TagSession& tags_;
  const EnvironmentEntry& from_;
  const Options& options_;
  const Ports& ports_;
  Promotion promotion_;
};

}  // namespace

Result<Answer> PromoteTags(const Options& options, const Ports& ports) {
  Options of_target = options;
  of_target.environment = options.tag_arguments.back();
  Result<TagSession> tags = OpenTagSession(of_target, ports);
  if (!tags) return std::move(tags).error();
  const Project& project = *tags->project;
  Result<const EnvironmentEntry*> from =
      ChooseEnvironment(project.config(), options.tag_arguments.front());
  if (!from) return std::move(from).error();
  if (*from == project.environment()) {
    return Error{.message = fmt::format("'{}' can't be promoted to itself", (*from)->name),
                 .causes = {},
                 .remedy = "Name the environment that runs the tags, then the one that gets them."};
  }
  if (Status known = CheckServiceNames(tags->platform, options.services, "--service"); !known) {
    return std::move(known).error();
  }
  Result<PresentTags> present = ReadPresentTags(*tags, ports);
  if (!present) return std::move(present).error();
  Promoter promoter(*tags, **from, options, ports);
  if (Status prepared = promoter.Prepare(*present); !prepared) return std::move(prepared).error();
  const Promotion& promotion = promoter.promotion();
  if (const std::optional<Refusal> refusal = promoter.Refused()) return RefusedAnswer(*refusal);

  const bool writes = !promotion.gains.empty() && !options.dry_run;
  std::string shown = options.format == Format::kJson
                          ? PromotionJson(promotion, tags->entry->file, writes)
                          : PromotionText(promotion, StyleFor(options, ports.terminal));
  if (promotion.gains.empty()) return Answer{.output = std::move(shown), .messages = {}};
  return WriteTags(*tags, std::move(*present),
                   {.command = "promote",
                    .changes = promoter.Changes(),
                    .tell_terraform = true,
                    .shown = std::move(shown)},
                   options, ports);
}

}  // namespace deltaplan::planner
