// The images that one change of a Terraform plan moves, against the tags that were planned.
#ifndef DELTAPLAN_TFVARS_PLAN_IMAGE_REVIEW_H_
#define DELTAPLAN_TFVARS_PLAN_IMAGE_REVIEW_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tfvars/plan/attribute_changes.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/image_mention.h"
#include "tfvars/plan/intent.h"
#include "tfvars/plan/terraform_plan.h"

namespace deltaplan::tfvars {

/// Finds images of services that are to be skipped, tags other than the planned ones, images that
/// are not what the plan says is live, and references that lose their registry.
///
/// Whose image a value is, is told by the image's name (registry.example/platform/api:1a2b3c4 runs
/// what builds `api`); else by an attribute that is named like a service (`input.api`); else by the
/// address that the change has.
class ImageReviewer {
 public:
  /// `services` outlive the reviewer.
  explicit ImageReviewer(const std::vector<IntendedService>& services);

  /// `owners` are the indices of the services whose targets contain the change's address. The
  /// findings have no `change` yet.
  std::vector<Finding> Review(const ResourceChange& change,
                              const std::vector<AttributeChange>& attributes,
                              const std::vector<std::size_t>& owners) const;

  const KnownImages& known() const { return known_; }

  /// Whether the attribute has an image that can be told, before or after.
  bool MentionsImage(const AttributeChange& attribute) const;

  /// Whether the attribute differs in the tags of images and nothing else.
  bool IsImageOnly(const AttributeChange& attribute) const;

  /// Whether the attribute gets the planned tag of one of the owners.
  bool GetsPlannedTag(const AttributeChange& attribute,
                      const std::vector<std::size_t>& owners) const;

 private:
  friend class ChangeImages;

  const std::vector<IntendedService>& services_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_image_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  KnownImages known_;
  std::set<std::string, std::less<>> planned_tags_;  // of the services that deploy
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_IMAGE_REVIEW_H_
