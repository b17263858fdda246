#include "tfvars/plan/finding.h"

namespace deltaplan::tfvars {

const char* FindingCodeName(FindingCode code) {
  switch (code) {
    case FindingCode::kOutsideThePlan:
      return "outside_the_plan";
    case FindingCode::kSkippedImageChanged:
      return "skipped_image_changed";
    case FindingCode::kTagNotPlanned:
      return "tag_not_planned";
    case FindingCode::kDataDestroyed:
      return "data_destroyed";
    case FindingCode::kTargetDeleted:
      return "target_deleted";
    case FindingCode::kUnknownAction:
      return "unknown_action";
    case FindingCode::kTagsDiffer:
      return "tags_differ";
    case FindingCode::kTagsMissing:
      return "tags_missing";
    case FindingCode::kHeadDiffers:
      return "head_differs";
    case FindingCode::kPlanErrored:
      return "plan_errored";
    case FindingCode::kServiceUnchanged:
      return "service_unchanged";
    case FindingCode::kServiceWithoutAddress:
      return "service_without_address";
    case FindingCode::kServiceWithoutNewTag:
      return "service_without_new_tag";
    case FindingCode::kReplacedInsideThePlan:
      return "replaced_inside_the_plan";
    case FindingCode::kReferenceLost:
      return "reference_lost";
    case FindingCode::kLiveDiffers:
      return "live_differs";
    case FindingCode::kLiveMoved:
      return "live_moved";
    case FindingCode::kMapMoved:
      return "map_moved";
    case FindingCode::kUnknownMember:
      return "unknown_member";
    case FindingCode::kConfigurationDiffers:
      return "configuration_differs";
    case FindingCode::kRootMissing:
      return "root_missing";
    case FindingCode::kChangedBesides:
      return "changed_besides";
    case FindingCode::kDestroyedAsAllowed:
      return "destroyed_as_allowed";
    case FindingCode::kOutsideAsAllowed:
      return "outside_as_allowed";
    case FindingCode::kDeletedInsideThePlan:
      return "deleted_inside_the_plan";
    case FindingCode::kTargetUntouched:
      return "target_untouched";
    case FindingCode::kOtherImageChanged:
      return "other_image_changed";
    case FindingCode::kImageUnknown:
      return "image_unknown";
    case FindingCode::kStateDiffers:
      return "state_differs";
    case FindingCode::kMoved:
      return "moved";
    case FindingCode::kImported:
      return "imported";
    case FindingCode::kChangesDeferred:
      return "changes_deferred";
    case FindingCode::kNothingToApply:
      return "nothing_to_apply";
    case FindingCode::kTagsNotCompared:
      return "tags_not_compared";
    case FindingCode::kHeadNotCompared:
      return "head_not_compared";
    case FindingCode::kLiveNotCompared:
      return "live_not_compared";
  }
  return "";
}

bool IsRefusal(FindingCode code) { return code <= FindingCode::kRootMissing; }

}  // namespace deltaplan::tfvars
