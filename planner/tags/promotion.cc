#include "planner/tags/promotion.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "planner/decide/decide.h"
#include "planner/decide/written_tag.h"
#include "planner/facts/baselines.h"
#include "planner/facts/gather.h"
#include "planner/facts/tag_relations.h"
#include "planner/facts/touching_commits.h"
#include "planner/live/aws/keyring.h"
#include "planner/live/tag_map_file.h"
#include "planner/model/bootstrap_tag.h"
#include "planner/model/service_environment.h"
#include "planner/tags/tag_history.h"
#include "planner/tags/timeline.h"

namespace deltaplan::planner {
namespace {

using tfvars::TagMap;

constexpr std::size_t kMostFiles = 1000;

// What an environment runs: of each service its live sources say it, else the tag map.
Result<LiveAnswer> TagsOf(const TagContext& tags, const EnvironmentEntry& environment,
                          const LiveRequest& request, const ChooseTag& choose, const Ports& ports) {
  const Project& project = *tags.project;
  const std::vector<Service>& services = tags.platform.services;
  Result<LiveAnswer> answer = LiveAnswer();
  if (HasLiveSources(environment) || !environment.image_tags) {
    answer =
        ReadLive(ports, request, project.config(), &environment, project.root(), services, choose);
  }
  std::set<std::string> mapped;
  for (const Service& service : services) {
    const bool is_wanted = request.only.empty() || request.only.contains(service.name);
    const bool has_source = !LiveEnvironmentOf(environment, service.name).live.empty();
    if (is_wanted && !has_source) mapped.insert(service.name);
  }
  if (!answer || mapped.empty() || !environment.image_tags) return answer;
  const Result<TagMap> map =
      ReadMappedTags(ports.files, environment, project.root(), services, mapped);
  if (!map) return map.error();
  for (const std::string& service : mapped) {
    const auto tag = map->find(service);
    if (tag != map->end()) answer->tags[service] = {tag->second, kImageTagsSource};
  }
  return answer;
}

// Whether a tag says nothing of where it stands in history, though something was built and came up.
bool IsUnknownPast(const ServiceFacts& service) {
  return service.undetermined && !service.origin &&
         service.undetermined != ReasonCode::kBootstrapTag &&
         service.undetermined != ReasonCode::kRolloutFailed;
}

class Promoter {
 public:
  Promoter(const TagContext& tags, const EnvironmentEntry& from, const PromotionRequest& request,
           const Ports& ports)
      : tags_(tags), from_(from), request_(request), ports_(ports) {
    promotion_.from = from.name;
    promotion_.to = tags.project->environment()->name;
    request_.live.keyring = &keyring_;
  }

  // Fills the promotion: which services get which tag, and what that brings.
  Status Prepare(const PresentTags& present) {
    const Project& project = *tags_.project;
    Result<std::unique_ptr<TagRelations>> relations =
        TagRelations::Make(project.repository(), project.config());
    if (!relations) return std::move(relations).error();
    relations_ = *std::move(relations);
    const ChooseTag choose = relations_->Chooser();
    const Result<LiveAnswer> tested = TagsOf(tags_, from_, request_.live, choose, ports_);
    if (!tested) return Within(tested.error(), from_.name);
    const EnvironmentEntry& target = *tags_.project->environment();
    const Result<LiveAnswer> running = TagsOf(tags_, target, request_.live, choose, ports_);
    if (!running) return Within(running.error(), target.name);
    Choose(*tested, present.tags);
    if (Status related = RelateToHead(*tested); !related) return related;
    if (Status aged = AddAges(*tested); !aged) return aged;
    return AddGains(*running);
  }

  Promotion Take() && { return std::move(promotion_); }

 private:
  static Error Within(Error error, const std::string& environment) {
    return std::move(error).Within(fmt::format("cannot tell what '{}' runs", environment));
  }

  void Choose(const LiveAnswer& tested, const TagMap& present) {
    for (const std::string& service : tags_.services) {
      if (!request_.services.empty() && !request_.services.contains(service)) continue;
      const auto found = tested.tags.find(service);
      const auto unknown = tested.unknown.find(service);
      if (unknown != tested.unknown.end()) {
        promotion_.notes.push_back({PromotionNote::Kind::kUnknown, service, unknown->second});
        continue;
      }
      if (found == tested.tags.end()) {
        promotion_.notes.push_back({PromotionNote::Kind::kNotLive, service, {}});
        continue;
      }
      const std::string& tag = found->second.tag;
      const std::optional<std::string> before = tfvars::FindTag(present, service);
      const std::optional<std::string> hold = tags_.HoldOf(service);
      if (hold && before && WrittenLike(*before, tag) != before &&
          !request_.named.contains(service)) {
        promotion_.notes.push_back({PromotionNote::Kind::kHeld, service, tag, *hold});
        continue;
      }
      if (const auto rollout = tested.rollouts.find(service); rollout != tested.rollouts.end()) {
        const Rollout& it = rollout->second;
        promotion_.not_up.push_back(
            {service, it.state == Rollout::State::kFailed, it.revision, it.reason});
      }
      if (IsBootstrapTag(tags_.project->config(), tag)) {
        promotion_.notes.push_back({PromotionNote::Kind::kNeverDeployed, service, tag});
        continue;
      }
      Gain gain;
      gain.change = {.service = service, .before = before, .after = tag};
      if (gain.change.before) gain.change.after = WrittenLike(*gain.change.before, tag);
      if (gain.change.before == gain.change.after) continue;
      promotion_.gains.push_back(std::move(gain));
    }
  }

  // What a registry or a test environment has may come from a branch that nobody has merged.
  Status RelateToHead(const LiveAnswer& tested) {
    std::vector<std::string> names;
    for (const Gain& gain : promotion_.gains) names.push_back(gain.change.service);
    const Project& project = *tags_.project;
    Result<Baselines> resolved =
        ResolveBaselines(names, ExternalServices(tags_.platform.services), tested,
                         project.head().id, relations_->resolver(), project.repository());
    if (!resolved) return std::move(resolved).error();
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::optional<Live> live = LiveOf(resolved->services[i]);
      if (!live) continue;
      if (live->relation == graph::Relation::kDiverged ||
          GoesBack(resolved->services[i], project.head().time)) {
        promotion_.not_merged.push_back({names[i], *std::move(live)});
      }
    }
    return Ok();
  }

  // Since when FROM has the tags, as far as its map's history tells.
  Status AddAges(const LiveAnswer& tested) {
    if (promotion_.gains.empty()) return Ok();
    const Result<TagMap> map = ReadMappedTags(ports_.files, from_, tags_.project->root(),
                                              tags_.platform.services, request_.services);
    if (!map) return Ok();  // it need not have one: then no age is known
    Result<Timeline> timeline = ReadTagTimeline(tags_, from_, *map, request_.services, ports_);
    if (!timeline) return std::move(timeline).error();
    for (Gain& gain : promotion_.gains) {
      // It has not run since then, if it did not come up.
      const auto rollout = tested.rollouts.find(gain.change.service);
      if (rollout != tested.rollouts.end() && rollout->second.state == Rollout::State::kFailed) {
        continue;
      }
      const auto mapped = map->find(gain.change.service);
      if (mapped == map->end() || mapped->second != tested.tags.at(gain.change.service).tag) {
        continue;
      }
      const std::optional<std::int64_t> since =
          PresentSince(timeline->versions, gain.change.service);
      if (since) gain.age = std::max<std::int64_t>(0, ports_.now() - *since);
    }
    return Ok();
  }

  // What lies between what TO runs and the promoted tags; all services of one commit in one
  // comparison.
  Status AddGains(const LiveAnswer& running) {
    std::map<graph::ObjectId, std::pair<CommitInfo, std::set<std::string>>> by_commit;
    const std::set<std::string> external = ExternalServices(tags_.platform.services);
    for (const Gain& gain : promotion_.gains) {
      if (external.contains(gain.change.service)) continue;  // its tag names no commit of ours
      Result<ResolvedTag> tag = relations_->resolver().Resolve(*gain.change.after);
      if (!tag) return std::move(tag).error();
      if (tag->commit) {
        auto& [commit, services] = by_commit[tag->commit->id];
        commit = *tag->commit;
        services.insert(gain.change.service);
      } else {
        promotion_.notes.push_back(
            {PromotionNote::Kind::kNoCommit, gain.change.service, *gain.change.after});
      }
    }
    for (const auto& [id, group] : by_commit) {
      const auto& [commit, services] = group;
      if (Status related = RelateTo(commit, services, running, *relations_); !related)
        return related;
      // The configuration may not fit the tree of that commit. That is no reason not to promote.
      const Status added = AddGainsAt(commit, services, running);
      if (added) continue;
      for (const std::string& service : services) {
        promotion_.notes.push_back({PromotionNote::Kind::kNotCompared, service,
                                    *GainOf(service)->change.after, added.error().message});
      }
    }
    return Ok();
  }

  // How what TO runs stands to the promoted commit: that decides a gate, whatever else is known.
  Status RelateTo(const CommitInfo& commit, const std::set<std::string>& services,
                  const LiveAnswer& running, TagRelations& tags) {
    const std::vector<std::string> names(services.begin(), services.end());
    Result<Baselines> resolved = ResolveBaselines(names, {}, running, commit.id, tags.resolver(),
                                                  tags_.project->repository());
    if (!resolved) return std::move(resolved).error();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const ServiceFacts& service = resolved->services[i];
      if (!service.live_tag) continue;
      const auto gain = GainOf(names[i]);
      gain->live = LiveOf(service);
      if (IsUnknownPast(service)) {
        promotion_.notes.push_back({PromotionNote::Kind::kMayGoBack, names[i], *service.live_tag});
      }
      gain->goes_back = GoesBack(service, commit.time);
    }
    return Ok();
  }

  std::vector<Gain>::iterator GainOf(const std::string& service) {
    return std::ranges::find(promotion_.gains, service,
                             [](const Gain& gain) { return gain.change.service; });
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
      const auto gain = GainOf(name);
      const ServiceFacts& service = facts.services[decision.service];
      if (gain == promotion_.gains.end() || !service.live_tag) continue;
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

  const TagContext& tags_;
  const EnvironmentEntry& from_;
  AwsKeyring keyring_;  // for both environments
  PromotionRequest request_;
  const Ports& ports_;
  std::unique_ptr<TagRelations> relations_;
  Promotion promotion_;
};

}  // namespace

Result<Promotion> GatherPromotion(const TagContext& tags, const EnvironmentEntry& from,
                                  const PresentTags& present, const PromotionRequest& request,
                                  const Ports& ports) {
  Promoter promoter(tags, from, request, ports);
  if (Status prepared = promoter.Prepare(present); !prepared) return std::move(prepared).error();
  return std::move(promoter).Take();
}

std::optional<Refusal> CheckPromotion(const Promotion& promotion, const PromotionPolicy& policy) {
  refusals::PromotionNotUp not_up{.from = promotion.from, .services = {}};
  for (const refusals::PromotionNotUp::Service& service : promotion.not_up) {
    if (service.has_failed || !policy.allow_in_progress) not_up.services.push_back(service);
  }
  refusals::PromotionTooYoung young{
      .from = promotion.from, .min_age = policy.min_age, .services = {}};
  refusals::PromotionGoesBack backward{.from = promotion.from, .to = promotion.to, .services = {}};
  for (const Gain& gain : promotion.gains) {
    const std::string& service = gain.change.service;
    if (policy.min_age > 0 && gain.age.value_or(0) < policy.min_age) {
      young.services.push_back({service, *gain.change.after, gain.age});
    }
    if (!gain.live) continue;
    const bool is_apart = gain.live->relation == graph::Relation::kDiverged;
    if ((gain.goes_back && !policy.allow_rollback) || (is_apart && !policy.allow_diverged)) {
      backward.services.push_back({service, *gain.change.after, *gain.live});
    }
  }
  if (!not_up.services.empty()) return not_up;
  if (!backward.services.empty()) return backward;
  if (!promotion.not_merged.empty() && !policy.allow_diverged) {
    return refusals::PromotionNotMerged{.from = promotion.from, .services = promotion.not_merged};
  }
  if (!young.services.empty()) return young;
  return std::nullopt;
}

}  // namespace deltaplan::planner
