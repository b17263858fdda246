// What a review of a Terraform plan has to say: the closed set of codes, and one finding.
#ifndef DELTAPLAN_TFVARS_PLAN_FINDING_H_
#define DELTAPLAN_TFVARS_PLAN_FINDING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace deltaplan::tfvars {

/// Refusals stand before notes; docs/messages.md explains each.
enum class FindingCode {
  // Refusals.
  kOutsideThePlan,
  kSkippedImageChanged,
  kTagNotPlanned,
  kDataDestroyed,
  kTargetDeleted,
  kUnknownAction,
  kTagsDiffer,
  kTagsMissing,
  kHeadDiffers,
  kPlanErrored,
  kServiceUnchanged,
  kServiceWithoutAddress,
  kServiceWithoutNewTag,
  kReplacedInsideThePlan,
  kReferenceLost,
  kLiveDiffers,
  kLiveMoved,
  kMapMoved,
  kUnknownMember,
  kConfigurationDiffers,
  kRootMissing,
  // Notes: what a deploy does besides comes first.
  kChangedBesides,
  kDestroyedAsAllowed,
  kOutsideAsAllowed,
  kDeletedInsideThePlan,
  kTargetUntouched,
  kOtherImageChanged,
  kImageUnknown,
  kStateDiffers,
  kMoved,
  kImported,
  kChangesDeferred,
  kNothingToApply,
  kTagsNotCompared,
  kHeadNotCompared,
  kLiveNotCompared,
};
/// The stable snake_case word of reports; empty for what is no enumerator.
const char* FindingCodeName(FindingCode code);
bool IsRefusal(FindingCode code);

struct Finding {
  FindingCode code = FindingCode::kOutsideThePlan;
  std::optional<std::string> address;    ///< what it is about; nullopt: the plan as a whole
  std::optional<std::size_t> change;     ///< index of the change in `PlanReview::changes`
  std::vector<std::string> services;     ///< names of the services it is about
  std::string message;                   ///< one sentence or more
  std::optional<std::string> root = {};  ///< of several root modules: where; nullopt: the only one
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_FINDING_H_
