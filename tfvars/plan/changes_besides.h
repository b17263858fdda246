// What a change of what is to be deployed changes besides the image.
#ifndef DELTAPLAN_TFVARS_PLAN_CHANGES_BESIDES_H_
#define DELTAPLAN_TFVARS_PLAN_CHANGES_BESIDES_H_

#include <string>
#include <vector>

#include "tfvars/plan/attribute_changes.h"
#include "tfvars/plan/image_review.h"

namespace deltaplan::tfvars {

/// Each as "desired_count 4 -> 2". Left out is what every new version changes: the image, what is
/// known after apply only, the revision that runs, empty values that come or go. Secrets are
/// compared, also inside of JSON, and never shown.
std::vector<std::string> ChangesBesides(const std::vector<AttributeChange>& attributes,
                                        const ImageReviewer& images);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_CHANGES_BESIDES_H_
