#include "planner/decide/source_status.h"

#include <utility>

#include "planner/model/tag.h"

namespace deltaplan::planner {
namespace {

// What `tags` say of a service. Tags of an external one name no commits; with what is not known
// nothing disagrees.
StatusTag Compare(const StatusFacts& facts, const ShownService& service,
                  const std::map<std::string, std::string>& tags) {
  StatusTag compared;
  if (const auto tag = tags.find(service.name); tag != tags.end()) compared.tag = tag->second;
  const std::optional<std::string>& live = service.facts.live_tag;
  compared.agrees = service.facts.live_unknown || compared.tag == live ||
                    (compared.tag && live && AreOneTag(*compared.tag, *live));
  if (compared.agrees || service.is_external || !live || !compared.tag) return compared;
  const auto relation = facts.relations.find({*live, *compared.tag});
  if (relation != facts.relations.end()) compared.relation = relation->second;
  return compared;
}

// What an apply of the tag map, which says `mapped`, does to a service.
UntargetedApply EffectOf(const ServiceFacts& service, const StatusTag& mapped) {
  using Effect = ApplyEffect;
  const auto only = [](Effect effect) {
    return UntargetedApply{.effect = effect, .commits = std::nullopt};
  };
  if (service.live_unknown) return only(mapped.tag ? Effect::kUnknown : Effect::kNoTag);
  if (mapped.agrees) return only(Effect::kNone);
  if (!service.live_tag) return only(Effect::kStart);
  if (!mapped.tag) return only(Effect::kNoTag);
  if (!mapped.relation) return only(Effect::kUnknown);
  switch (mapped.relation->relation) {
    case graph::Relation::kSame:  // other tags of one commit
      return only(Effect::kNone);
    case graph::Relation::kBehind:
      return {.effect = Effect::kRollback, .commits = mapped.relation->commits};
    case graph::Relation::kAhead:
      return {.effect = Effect::kForward, .commits = mapped.relation->commits};
    case graph::Relation::kDiverged:
      return only(Effect::kDiverged);
    case graph::Relation::kUnknown:
      break;
  }
  return only(Effect::kUnknown);
}

// What a source says of a service. One that was not asked about it has nothing to disagree with;
// of one that could not be read nobody knows.
StatusTag SaidOf(const StatusFacts& facts, const ShownService& service, const SourceTags& source) {
  const bool was_asked = source.services.empty() || source.services.contains(service.name);
  if (source.error || !was_asked) return {};
  return Compare(facts, service, source.tags);
}

StatusService StatusOfService(const StatusFacts& facts, const ShownService& service) {
  std::vector<StatusTag> tags;
  for (const SourceTags& source : facts.others) tags.push_back(SaidOf(facts, service, source));
  std::optional<UntargetedApply> apply;
  if (facts.map) apply = EffectOf(service.facts, Compare(facts, service, *facts.map));
  return {.name = service.name,
          .configured = service.is_configured,
          .live = LiveOf(service.facts),
          .undetermined = service.facts.undetermined,
          .tags = std::move(tags),
          .apply = apply};
}

}  // namespace

StatusReport StatusOf(const StatusFacts& facts) {
  std::vector<StatusSource> others;
  for (const SourceTags& source : facts.others) others.push_back({source.name, source.error});
  std::vector<StatusService> services;
  for (const ShownService& service : facts.services) {
    services.push_back(StatusOfService(facts, service));
  }
  return {.environment = facts.environment,
          .head = facts.head,
          .deciding = facts.deciding,
          .others = std::move(others),
          .services = std::move(services),
          .warnings = facts.warnings};
}

}  // namespace deltaplan::planner
