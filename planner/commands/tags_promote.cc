// deltaplan tags promote FROM TO: exactly the tags that FROM runs become those of TO.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/assessment.h"
#include "planner/commands/live_tags.h"
#include "planner/commands/make_plan.h"
#include "planner/commands/tags.h"
#include "planner/commands/touching_commits.h"
#include "planner/live/read_live.h"
#include "planner/model/tag.h"
#include "planner/report/promotion_report.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

constexpr std::size_t kMostFiles = 1000;

// What an environment runs: its live sources say it, else its tag map.
Result<TagMap> TagsOf(const TagSession& tags, const EnvironmentEntry& environment,
                      const Options& options, const Ports& ports) {
  const Session& session = *tags.session;
  TagMap running;
  if (environment.live.empty() && environment.image_tags) {
    Result<TagMapFile> map =
        ReadTagMapFile(ports.files, environment, session.root(), tags.services);
    if (!map) return std::move(map).error();
    return std::move(map->tags);
  }
  Result<LiveAnswer> live = ReadLive(ports, options, session.config, &environment, session.root(),
                                     session.platform.services, LiveScope::kDecision);
  if (!live) return std::move(live).error();
  for (const auto& [service, tag] : live->tags) running.emplace(service, tag.tag);
  return running;
}

class Promoter {
 public:
  Promoter(const TagSession& tags, const EnvironmentEntry& from, const Options& options,
           const Ports& ports)
      : tags_(tags), from_(from), options_(options), ports_(ports) {
    promotion_.from = from.name;
    promotion_.to = tags.session->environment->name;
  }

  // Fills the promotion: which services get which tag, and what that brings.
  Status Prepare(const PresentTags& present) {
    Result<TagMap> tested = TagsOf(tags_, from_, options_, ports_);
    if (!tested) return Within(std::move(tested).error(), from_.name);
    const EnvironmentEntry& target = *tags_.session->environment;
    Result<TagMap> running = TagsOf(tags_, target, options_, ports_);
    if (!running) return Within(std::move(running).error(), target.name);
    Choose(*tested, present.file.tags);
    if (Status aged = AddAges(*tested); !aged) return aged;
    return AddGains(*running);
  }

  // The gates: what must not go on without a word from the operator.
  std::optional<Error> Refusal() const {
    std::vector<std::string> young;
    std::vector<std::string> backward;
    for (const Gain& gain : promotion_.gains) {
      const std::string name =
          fmt::format("{} {}", DisplayPath(gain.change.service), DisplayText(*gain.change.after));
      if (options_.min_age > 0 && gain.age.value_or(0) < options_.min_age) {
        young.push_back(gain.age ? fmt::format("{} is live for {}", name, AgeText(*gain.age))
                                 : name + ": since when it is live is not known");
      }
      if (!gain.live || !gain.live->commit || options_.allow_rollback) continue;
      const graph::Relation relation = gain.live->relation;
      if (relation == graph::Relation::kAhead || relation == graph::Relation::kDiverged) {
        backward.push_back(fmt::format("{}: {} runs {}, {}", name, promotion_.to,
                                       DisplayText(gain.live->tag), RelationText(*gain.live)));
      }
    }
    if (!backward.empty()) {
      return Error{.message = fmt::format("{} runs what is later than, or apart from, the tags of "
                                          "{}; nothing was written",
                                          promotion_.to, promotion_.from),
                   .causes = std::move(backward),
                   .remedy =
                       "Promote only others with --service, or roll these back with "
                       "--allow-rollback."};
    }
    if (!young.empty()) {
      return Error{
          .message = fmt::format("some tags of {} are younger than {}; nothing was written",
                                 promotion_.from, AgeText(options_.min_age)),
          .causes = std::move(young),
          .remedy =
              "Wait, promote only others with --service, or ask for less with "
              "--min-age."};
    }
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

  void Choose(const TagMap& tested, const TagMap& present) {
    const std::vector<std::string>& placeholders = tags_.session->config.bootstrap_tags;
    for (const std::string& service : tags_.services) {
      if (!options_.services.empty() && !options_.services.contains(service)) continue;
      const auto tag = tested.find(service);
      if (tag == tested.end()) {
        promotion_.notes.push_back(
            fmt::format("{} is not live in {}.", DisplayPath(service), from_.name));
        continue;
      }
      if (std::ranges::find(placeholders, tag->second) != placeholders.end()) {
        promotion_.notes.push_back(fmt::format("{} was never deployed in {}: its tag is {}.",
                                               DisplayPath(service), from_.name, tag->second));
        continue;
      }
      const auto old = present.find(service);
      if (old != present.end() && old->second == tag->second) continue;
      Gain gain;
      gain.change = {.service = service,
                     .before = old == present.end() ? std::nullopt : std::optional(old->second),
                     .after = tag->second};
      promotion_.gains.push_back(std::move(gain));
    }
  }

  // Since when FROM has the tags, as far as its map's history tells.
  Status AddAges(const TagMap& tested) {
    if (!from_.image_tags || promotion_.gains.empty()) return Ok();
    Result<TagMapFile> map =
        ReadTagMapFile(ports_.files, from_, tags_.session->root(), tags_.services);
    if (!map) return Ok();  // it need not have one: then no age is known
    Result<std::vector<TagVersion>> timeline = ReadTagTimeline(tags_, from_, map->tags, ports_);
    if (!timeline) return std::move(timeline).error();
    for (Gain& gain : promotion_.gains) {
      const auto mapped = map->tags.find(gain.change.service);
      if (mapped == map->tags.end() || mapped->second != tested.at(gain.change.service)) continue;
      const std::optional<std::int64_t> since = PresentSince(*timeline, gain.change.service);
      if (since) gain.age = std::max<std::int64_t>(0, ports_.now() - *since);
    }
    return Ok();
  }

  // What lies between what TO runs and the promoted tags; all services of one commit in one plan.
  Status AddGains(const TagMap& running) {
    Result<std::unique_ptr<TagRelations>> resolver = TagRelations::Make(*tags_.session);
    if (!resolver) return std::move(resolver).error();
    std::map<std::string, std::set<std::string>> by_commit;
    for (const Gain& gain : promotion_.gains) {
      Result<ResolvedTag> tag = (*resolver)->resolver().Resolve(*gain.change.after);
      if (!tag) return std::move(tag).error();
      if (tag->commit) {
        by_commit[tag->commit->id.ToHex()].insert(gain.change.service);
      } else {
        promotion_.notes.push_back(
            fmt::format("{} names no commit of this clone: what {} gains can't be told.",
                        *gain.change.after, DisplayPath(gain.change.service)));
      }
    }
    for (const auto& [commit, services] : by_commit) {
      if (Status added = AddGainsAt(commit, services, running); !added) return added;
    }
    return Ok();
  }

  Status AddGainsAt(const std::string& commit, const std::set<std::string>& services,
                    const TagMap& running) {
    Options options = options_;
    options.head = commit;
    options.environment = promotion_.to;
    options.max_files = kMostFiles;
    options.summary_only = false;
    options.live.tags = {running.begin(), running.end()};
    Result<std::unique_ptr<Session>> session = OpenSession(options, ports_);
    if (!session) return std::move(session).error();
    (*session)->environment = nullptr;  // `running` says what is live
    options.services.clear();
    for (const Service& service : (*session)->platform.services) {
      if (services.contains(service.name)) options.services.insert(service.name);
    }
    if (options.services.empty()) return Ok();
    Result<Assessment> assessment = AssessLive(**session, options, ports_);
    if (!assessment) return std::move(assessment).error();
    const std::vector<Service>& known = assessment->platform.services;
    Result<MadePlan> made = MakePlan(**session, *assessment, options, ports_, {});
    if (!made) return std::move(made).error();
    for (const PlannedService& planned : made->plan.services) {
      const auto gain = std::ranges::find(promotion_.gains, planned.name,
                                          [](const Gain& each) { return each.change.service; });
      if (gain == promotion_.gains.end() || !planned.live) continue;
      gain->live = planned.live;
      for (const Reason& reason : planned.reasons) {
        if (!reason.files) continue;
        const graph::FileList& list = made->plan.file_lists[*reason.files];
        gain->files.insert(gain->files.end(), list.files.begin(), list.files.end());
        gain->file_count += reason.file_count;
      }
      if (!planned.live->commit) continue;
      const auto index = std::ranges::find(known, planned.name, &Service::name) - known.begin();
      Result<TouchingCommits> commits = CommitsThatTouch(
          **session, *assessment->map, static_cast<std::size_t>(index), *planned.live->commit);
      if (!commits) return std::move(commits).error();
      for (CommitInfo& touching : commits->commits) {
        gain->commits.push_back(
            {touching.id, std::move(touching.author), std::move(touching.subject)});
      }
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
  Session& session = *tags->session;
  Result<const EnvironmentEntry*> from =
      ChooseEnvironment(session.config, options.tag_arguments.front());
  if (!from) return std::move(from).error();
  if (*from == session.environment) {
    return Error{.message = fmt::format("'{}' can't be promoted to itself", (*from)->name),
                 .causes = {},
                 .remedy = "Name the environment that runs the tags, then the one that gets them."};
  }
  if (Status known = CheckServiceNames(session.platform, options.services, "--service"); !known) {
    return std::move(known).error();
  }
  Result<PresentTags> present = ReadPresentTags(*tags, ports);
  if (!present) return std::move(present).error();
  Promoter promoter(*tags, **from, options, ports);
  if (Status prepared = promoter.Prepare(*present); !prepared) return std::move(prepared).error();
  const Promotion& promotion = promoter.promotion();
  if (const std::optional<Error> refusal = promoter.Refusal()) return RefusedAnswer(*refusal);

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
