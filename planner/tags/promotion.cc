#include "planner/tags/promotion.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "planner/decide/written_tag.h"

namespace deltaplan::planner {
namespace {

// What becomes of the services that are asked for, before anything is compared.
struct Choice {
  std::vector<TagChange> changes;
  std::vector<PromotionNote> notes;
  std::vector<refusals::PromotionNotUp::Service> not_up;
};

// Why a service stays as it is, whatever its rollout and its tag are.
std::optional<PromotionNote> ReasonToStay(const TestedService& service,
                                          const PromotionRequest& request) {
  using Kind = PromotionNote::Kind;
  if (service.unknown) return PromotionNote{Kind::kUnknown, service.name, *service.unknown};
  if (!service.tested) return PromotionNote{Kind::kNotLive, service.name, {}};
  const bool changes =
      service.before && WrittenLike(*service.before, *service.tested) != service.before;
  if (service.hold && changes && !request.named.contains(service.name)) {
    return PromotionNote{Kind::kHeld, service.name, *service.tested, *service.hold};
  }
  return std::nullopt;
}

Choice Choose(const std::vector<TestedService>& services, const PromotionRequest& request) {
  Choice choice;
  for (const TestedService& service : services) {
    if (!request.services.empty() && !request.services.contains(service.name)) continue;
    if (std::optional<PromotionNote> note = ReasonToStay(service, request)) {
      choice.notes.push_back(*std::move(note));
      continue;
    }
    if (const std::optional<Rollout>& rollout = service.rollout) {
      choice.not_up.push_back({service.name, rollout->state == Rollout::State::kFailed,
                               rollout->revision, rollout->reason});
    }
    if (service.is_placeholder) {
      choice.notes.push_back({PromotionNote::Kind::kNeverDeployed, service.name, *service.tested});
      continue;
    }
    TagChange change{service.name, service.before, service.tested};
    if (change.before) change.after = WrittenLike(*change.before, *service.tested);
    if (change.before != change.after) choice.changes.push_back(std::move(change));
  }
  return choice;
}

// For how long the source has the tag, as far as its map's history tells. A tag that did not come
// up has not run since then.
std::optional<std::int64_t> AgeOf(const PromotionFacts& facts, const TestedService& service,
                                  const PromotedTag& tag) {
  const bool has_failed = service.rollout && service.rollout->state == Rollout::State::kFailed;
  if (has_failed || !tag.since || tag.mapped != service.tested) return std::nullopt;
  return std::max<std::int64_t>(0, facts.now - *tag.since);
}

Gain GainOf(const PromotionFacts& facts, const TagChange& change) {
  const auto service = std::ranges::find(facts.services, change.service, &TestedService::name);
  Gain gain;
  gain.change = change;
  gain.age = AgeOf(facts, *service, facts.tags.at(change.service));
  for (const PromotedCommit& commit : facts.commits) {
    const auto promoted =
        std::ranges::find(commit.services, change.service, &PromotedService::name);
    if (promoted == commit.services.end()) continue;
    gain.live = LiveOf(promoted->running);
    gain.goes_back = GoesBack(promoted->running, commit.time);
    gain.commits = promoted->between.commits;
    gain.commits_missing = promoted->between.commits_missing;
    gain.files = promoted->between.files;
    gain.file_count = promoted->between.file_count;
  }
  return gain;
}

// Whether a tag says nothing of where it stands in history, though something was built and came up.
bool IsUnknownPast(const ServiceFacts& service) {
  return service.live_tag && service.undetermined && !service.origin &&
         service.undetermined != ReasonCode::kBootstrapTag &&
         service.undetermined != ReasonCode::kRolloutFailed;
}

// What is not known of the services that get another tag: whose commit this clone lacks, then
// commit by commit.
std::vector<PromotionNote> GapsOf(const PromotionFacts& facts,
                                  const std::vector<TagChange>& changes) {
  using Kind = PromotionNote::Kind;
  std::map<std::string, std::string> tags;
  for (const TagChange& change : changes) tags[change.service] = *change.after;
  std::map<std::string, std::string> without_commit = tags;
  for (const TestedService& service : facts.services) {
    if (service.is_external) without_commit.erase(service.name);
  }
  std::vector<PromotionNote> notes;
  for (const PromotedCommit& commit : facts.commits) {
    for (const PromotedService& service : commit.services) {
      without_commit.erase(service.name);
      if (!IsUnknownPast(service.running)) continue;
      notes.push_back({Kind::kMayGoBack, service.name, *service.running.live_tag});
    }
    if (!commit.not_compared) continue;
    for (const PromotedService& service : commit.services) {
      notes.push_back(
          {Kind::kNotCompared, service.name, tags.at(service.name), *commit.not_compared});
    }
  }
  std::vector<PromotionNote> all;
  for (const auto& [service, tag] : without_commit) all.push_back({Kind::kNoCommit, service, tag});
  std::ranges::move(notes, std::back_inserter(all));
  return all;
}

// What a registry or a test environment has may come from a branch that nobody has merged.
std::vector<refusals::PromotionNotMerged::Service> NotMerged(const PromotionFacts& facts) {
  std::vector<refusals::PromotionNotMerged::Service> services;
  for (const auto& [name, tag] : facts.tags) {
    const std::optional<Live> live = LiveOf(tag.tested);
    if (tag.is_elsewhere) services.push_back({name, tag.tested.live_tag.value_or(""), {}});
    if (!live) continue;
    if (live->relation == graph::Relation::kDiverged || GoesBack(tag.tested, facts.head_time)) {
      services.push_back({name, live->tag, live});
    }
  }
  return services;
}

}  // namespace

std::vector<TagChange> PromotedChanges(const std::vector<TestedService>& services,
                                       const PromotionRequest& request) {
  return Choose(services, request).changes;
}

Promotion PromotionOf(const PromotionFacts& facts, const PromotionRequest& request) {
  Choice choice = Choose(facts.services, request);
  std::vector<Gain> gains;
  for (const TagChange& change : choice.changes) gains.push_back(GainOf(facts, change));
  std::vector<PromotionNote> notes = std::move(choice.notes);
  std::ranges::move(GapsOf(facts, choice.changes), std::back_inserter(notes));
  return {.from = facts.from,
          .to = facts.to,
          .gains = std::move(gains),
          .notes = std::move(notes),
          .not_up = std::move(choice.not_up),
          .not_merged = NotMerged(facts)};
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
