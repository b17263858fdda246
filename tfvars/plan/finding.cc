#include "tfvars/plan/finding.h"

#include <algorithm>
#include <array>

namespace deltaplan::tfvars {
namespace {

struct CodeName {
  FindingCode code;
  const char* name;
};
constexpr std::array<CodeName, 20> kCodes{{
    {FindingCode::kOutsideThePlan, "outside_the_plan"},
    {FindingCode::kSkippedImageChanged, "skipped_image_changed"},
    {FindingCode::kTagNotPlanned, "tag_not_planned"},
    {FindingCode::kDataDestroyed, "data_destroyed"},
    {FindingCode::kTargetDeleted, "target_deleted"},
    {FindingCode::kUnknownAction, "unknown_action"},
    {FindingCode::kTagsDiffer, "tags_differ"},
    {FindingCode::kTagsMissing, "tags_missing"},
    {FindingCode::kHeadDiffers, "head_differs"},
    {FindingCode::kPlanErrored, "plan_errored"},
    {FindingCode::kTargetUntouched, "target_untouched"},
    {FindingCode::kDeletedInsideThePlan, "deleted_inside_the_plan"},
    {FindingCode::kOtherImageChanged, "other_image_changed"},
    {FindingCode::kImageUnknown, "image_unknown"},
    {FindingCode::kMoved, "moved"},
    {FindingCode::kImported, "imported"},
    {FindingCode::kChangesDeferred, "changes_deferred"},
    {FindingCode::kNothingToApply, "nothing_to_apply"},
    {FindingCode::kTagsNotCompared, "tags_not_compared"},
    {FindingCode::kHeadNotCompared, "head_not_compared"},
}};

}  // namespace

const char* FindingCodeName(FindingCode code) {
  return std::ranges::find(kCodes, code, &CodeName::code)->name;
}

bool IsRefusal(FindingCode code) { return code <= FindingCode::kPlanErrored; }

}  // namespace deltaplan::tfvars
