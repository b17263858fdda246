// What a change of what is to be deployed changes besides the image.
#ifndef DELTAPLAN_TFVARS_PLAN_CHANGES_BESIDES_H_
#define DELTAPLAN_TFVARS_PLAN_CHANGES_BESIDES_H_

#include <cstddef>
#include <vector>

#include "tfvars/plan/attribute_changes.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/image_review.h"
#include "tfvars/plan/reviewed_change.h"
#include "tfvars/plan/service_review.h"

namespace deltaplan::tfvars {

/// Left out is what every new version changes: the image, what is known after apply only, the
/// revision that runs, empty values that come or go. Secrets are compared, also inside of JSON, and
/// never shown.
std::vector<findings::ChangedBesides::Attribute> ChangesBesides(
    const std::vector<AttributeChange>& attributes, const ImageReviewer& images);

/// Notes of what changes besides. Whether an image changes as well, all changes of a service tell
/// together, so that is said at the end.
class BesidesNotes {
 public:
  /// `change` is an index of `PlanReview::changes`, `owners` are services.
  void Add(std::size_t change, std::vector<findings::ChangedBesides::Attribute> besides,
           const std::vector<std::size_t>& owners);

  std::vector<Finding> Finish(const std::vector<ReviewedChange>& changes,
                              const ServiceReviewer& services) &&;

 private:
  struct Note {
    std::size_t change = 0;
    std::vector<findings::ChangedBesides::Attribute> attributes;
    std::vector<std::size_t> owners;
  };
  std::vector<Note> notes_;
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_CHANGES_BESIDES_H_
