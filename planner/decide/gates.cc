#include "planner/decide/gates.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace deltaplan::planner {
namespace {

using graph::Relation;

bool IsUndetermined(ReasonCode code) {
  switch (code) {
    case ReasonCode::kNeverDeployed:
    case ReasonCode::kBootstrapTag:
    case ReasonCode::kTagWithoutCommit:
    case ReasonCode::kCommitNotFound:
    case ReasonCode::kCommitAmbiguous:
    case ReasonCode::kDirtyBaseline:
    case ReasonCode::kRolloutFailed:
      return true;
    default:
      return false;
  }
}

// Whether the tag map names what nobody can compare.
bool IsUnknown(const std::optional<Destination>& destination) {
  return destination && !destination->commit;
}

// What --strict wants to know of a service, skipped or not. --force and "hold" take it out of the
// question.
void AddStrict(const Facts& facts, const Policy& policy, const ServiceDecision& decision,
               refusals::Strict& strict) {
  const std::string& name = facts.platform.services[decision.service].name;
  if (policy.force.contains(name) || decision.reasons.front().code == ReasonCode::kHeld) return;
  const ServiceFacts& service = facts.services[decision.service];
  // "always" stands before the reason that matters here.
  const auto undetermined = std::ranges::find_if(
      decision.reasons, [](const Reason& reason) { return IsUndetermined(reason.code); });
  if (undetermined != decision.reasons.end()) {
    strict.undetermined.push_back({name, undetermined->code, undetermined->detail});
  } else if ((service.baseline || IsUnknown(service.destination)) &&
             service.relation.relation == Relation::kUnknown) {
    strict.unknown_relations.push_back({name, service.live_tag.value_or("")});
  }
}

// What --strict wants to know beside the baselines of services.
void AddStrictWarnings(const Facts& facts, const Policy& policy, refusals::Strict& strict) {
  for (const Warning& warning : facts.warnings) {
    if (const auto* source = std::get_if<warnings::LiveSourceUnreadable>(&warning)) {
      strict.unreadable_sources.push_back(source->source);
    } else if (const auto* package = std::get_if<warnings::PackageWithoutUsers>(&warning)) {
      strict.packages_without_users.push_back(package->package);
    } else if (const auto* rootless = std::get_if<warnings::ServiceWithoutRoot>(&warning)) {
      if (policy.force.contains(rootless->service)) continue;
      strict.services_without_root.push_back(rootless->service);
    }
  }
}

bool IsEmpty(const refusals::Strict& strict) {
  return strict.undetermined.empty() && strict.unknown_relations.empty() &&
         strict.unreadable_sources.empty() && strict.packages_without_users.empty() &&
         strict.services_without_root.empty();
}

// Also what is skipped rests on what runs. What is forced or held does not.
void AddIfInProgress(const Facts& facts, const Policy& policy, const ServiceDecision& decision,
                     refusals::RolloutsInProgress& in_progress) {
  const ServiceFacts& service = facts.services[decision.service];
  const ReasonCode first = decision.reasons.front().code;
  // By the tag map it is forced where nothing else tells two tags apart.
  const bool is_forced =
      first == ReasonCode::kForced &&
      (!facts.to_map || policy.force.contains(facts.platform.services[decision.service].name));
  if (!service.IsRollingOut() || is_forced || first == ReasonCode::kHeld) return;
  in_progress.services.push_back(
      {facts.platform.services[decision.service].name, service.rollout->revision});
}

}  // namespace

Refusals CheckGates(const Facts& facts, const Policy& policy,
                    const std::vector<ServiceDecision>& decided) {
  Refusals shut;
  if (!facts.dirty.empty() && !policy.allow_dirty) shut.push_back(refusals::Dirty{facts.dirty});

  refusals::Rollback rollback{.services = {}, .to_map = facts.to_map};
  refusals::Diverged diverged{.services = {}, .to_map = facts.to_map};
  refusals::Strict strict;
  refusals::RolloutsInProgress in_progress;
  for (const ServiceDecision& decision : decided) {
    AddIfInProgress(facts, policy, decision, in_progress);
    AddStrict(facts, policy, decision, strict);
    const Service& configured = facts.platform.services[decision.service];
    // What is built elsewhere and rolled again is no follower of others.
    const bool follows = decision.restarts && !configured.IsExternal();
    if (decision.decision != Decision::kDeploy || follows) continue;
    const std::string& name = configured.name;
    const ServiceFacts& service = facts.services[decision.service];
    const Relation relation = service.relation.relation;
    if (service.live_tag) {
      if (GoesBack(service, service.destination ? service.destination->time : facts.head.time)) {
        rollback.services.push_back({name, *service.live_tag, relation});
      } else if (relation == Relation::kDiverged) {
        diverged.services.push_back({name, *service.live_tag});
      }
    }
  }
  AddStrictWarnings(facts, policy, strict);
  if (!rollback.services.empty() && !policy.allow_rollback) shut.push_back(std::move(rollback));
  if (!diverged.services.empty() && !policy.allow_diverged) shut.push_back(std::move(diverged));
  if (policy.strict && !IsEmpty(strict)) shut.push_back(std::move(strict));
  if (!in_progress.services.empty() && policy.strict && !policy.allow_in_progress) {
    shut.push_back(std::move(in_progress));
  }
  return shut;
}

Refusals CheckAddresses(const Facts& facts, const Policy& policy,
                        const std::vector<ServiceDecision>& decided,
                        const TerraformFacts& terraform) {
  if (!policy.strict || !terraform.is_used) return {};
  refusals::WithoutAddress without;
  for (const ServiceDecision& decision : decided) {
    if (decision.decision != Decision::kDeploy || decision.restarts) continue;
    if (!terraform.services[decision.service].addresses.empty()) continue;
    without.services.push_back(facts.platform.services[decision.service].name);
  }
  if (without.services.empty()) return {};
  return {std::move(without)};
}

}  // namespace deltaplan::planner
