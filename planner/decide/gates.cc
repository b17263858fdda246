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
      return true;
    default:
      return false;
  }
}

}  // namespace

Refusals CheckGates(const Facts& facts, const Policy& policy,
                    const std::vector<ServiceDecision>& decided) {
  Refusals shut;
  if (!facts.dirty.empty() && !policy.allow_dirty) shut.push_back(refusals::Dirty{facts.dirty});

  refusals::Rollback rollback;
  refusals::Undetermined undetermined;
  for (const ServiceDecision& decision : decided) {
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
