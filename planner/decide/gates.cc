#include "planner/decide/gates.h"

#include <string>
#include <utility>

namespace deltaplan::planner {
namespace {

bool IsUndetermined(ReasonCode code) {
  switch (code) {
    case ReasonCode::kNeverDeployed:
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

// Also what is skipped rests on what runs. What is forced or held does not.
void AddIfInProgress(const Facts& facts, const ServiceDecision& decision,
                     refusals::RolloutsInProgress& in_progress) {
  const ServiceFacts& service = facts.services[decision.service];
  const ReasonCode first = decision.reasons.front().code;
  if (!service.IsRollingOut() || first == ReasonCode::kForced || first == ReasonCode::kHeld) return;
  in_progress.services.push_back(
      {facts.platform.services[decision.service].name, service.rollout->revision});
}

}  // namespace

Refusals CheckGates(const Facts& facts, const Policy& policy,
                    const std::vector<ServiceDecision>& decided) {
  Refusals shut;
  if (!facts.dirty.empty() && !policy.allow_dirty) shut.push_back(refusals::Dirty{facts.dirty});

  refusals::Rollback rollback;
  refusals::Undetermined undetermined;
  refusals::RolloutsInProgress in_progress;
  for (const ServiceDecision& decision : decided) {
    AddIfInProgress(facts, decision, in_progress);
    if (decision.decision != Decision::kDeploy || decision.restarts) continue;
    const std::string& name = facts.platform.services[decision.service].name;
    const ServiceFacts& service = facts.services[decision.service];
    const graph::Relation relation = service.relation.relation;
    const bool goes_back =
        relation == graph::Relation::kAhead || relation == graph::Relation::kDiverged;
    if (service.live_tag && goes_back) {
      rollback.services.push_back({name, *service.live_tag, relation});
    }
    const Reason& first = decision.reasons.front();
    if (IsUndetermined(first.code)) {
      undetermined.services.push_back({name, first.code, first.detail});
    }
  }
  if (!rollback.services.empty() && !policy.allow_rollback) shut.push_back(std::move(rollback));
  if (!undetermined.services.empty() && policy.strict) shut.push_back(std::move(undetermined));
  if (!in_progress.services.empty() && policy.strict && !policy.allow_in_progress) {
    shut.push_back(std::move(in_progress));
  }
  return shut;
}

}  // namespace deltaplan::planner
