#include "planner/facts/baselines.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

namespace deltaplan::planner {

using graph::ObjectId;

Result<Baselines> ResolveBaselines(const std::vector<std::string>& services,
                                   const std::set<std::string>& external, const LiveAnswer& live,
                                   const ObjectId& head, TagResolver& resolver,
                                   GitRepository& repository,
                                   const std::map<std::string, std::string>& other_images) {
  Baselines result;
  result.services.resize(services.size());
  std::map<ObjectId, Baseline> distinct;
  std::set<std::string> missing;
  for (std::size_t s = 0; s < services.size(); ++s) {
    ServiceFacts& facts = result.services[s];
    const auto tag = live.tags.find(services[s]);
    if (tag == live.tags.end()) {
      if (!external.contains(services[s])) facts.undetermined = ReasonCode::kNeverDeployed;
      if (const auto why = live.unknown.find(services[s]); why != live.unknown.end()) {
        facts.live_unknown = true;
        facts.detail = "what it runs can't be told: " + why->second;
      }
      continue;
    }
    facts.live_tag = tag->second.tag;
    facts.source = tag->second.source;
    if (const auto other = other_images.find(services[s]); other != other_images.end()) {
      facts.other_image = other->second;
    }
    if (const auto rollout = live.rollouts.find(services[s]); rollout != live.rollouts.end()) {
      facts.rollout = rollout->second;
    }
    // Then the tag is what was wished for, and nothing says what runs.
    if (facts.HasFailed() && facts.rollout->running.empty()) {
      facts.undetermined = ReasonCode::kRolloutFailed;
      continue;
    }
    if (external.contains(services[s])) continue;
    const auto image_of = live.repositories.find(services[s]);
    Result<ResolvedTag> resolved = resolver.Resolve(
        tag->second.tag, image_of == live.repositories.end() ? std::string() : image_of->second);
    if (!resolved) {
      Error error = std::move(resolved).error().Within(fmt::format(
          "cannot look up the live tag '{}' of service '{}'", tag->second.tag, services[s]));
      if (error.remedy.empty()) error.remedy = kDamagedRemedy;
      return error;
    }
    facts.undetermined = resolved->undetermined;
    facts.detail = resolved->detail;
    if (const auto& origin = resolved->commit ? resolved->commit : resolved->built_on) {
      facts.origin = Origin{origin->id, origin->time};
    }
    if (resolved->commit) {
      facts.commit = resolved->commit->id;
      distinct.try_emplace(
          resolved->commit->id,
          Baseline{resolved->commit->id, resolved->commit->tree, resolved->commit->time});
    }
    if (!resolved->missing_sha.empty()) missing.insert(resolved->missing_sha);
  }
  for (auto& [commit, baseline] : distinct) result.distinct.push_back(std::move(baseline));
  std::ranges::stable_sort(result.distinct, {}, &Baseline::time);
  std::map<ObjectId, std::size_t> numbers;
  for (std::size_t b = 0; b < result.distinct.size(); ++b) {
    numbers.emplace(result.distinct[b].commit, b);
  }
  std::vector<ObjectId> tips;
  for (const Baseline& baseline : result.distinct) tips.push_back(baseline.commit);
  for (const ServiceFacts& facts : result.services) {
    if (facts.origin && !facts.commit) tips.push_back(facts.origin->commit);
  }
  const std::vector<graph::HeadRelation> relations = graph::RelateToHead(repository, head, tips);
  std::size_t next = result.distinct.size();
  for (std::size_t s = 0; s < services.size(); ++s) {
    ServiceFacts& facts = result.services[s];
    if (!facts.commit) {
      if (facts.origin) facts.relation = relations[next++];
      continue;
    }
    facts.baseline = numbers.at(*facts.commit);
    facts.relation = relations[*facts.baseline];
  }
  result.missing.remote = repository.facts().remote;
  result.missing.is_shallow = repository.facts().is_shallow;
  for (const std::string& sha : missing) {
    (sha.size() == ObjectId::kHexSize ? result.missing.full : result.missing.abbreviated)
        .push_back(sha);
  }
  return result;
}

}  // namespace deltaplan::planner
