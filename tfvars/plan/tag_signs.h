// What a resource of a Terraform plan shows of the tag that a service is to get.
#ifndef DELTAPLAN_TFVARS_PLAN_TAG_SIGNS_H_
#define DELTAPLAN_TFVARS_PLAN_TAG_SIGNS_H_

#include <vector>

#include "tfvars/plan/attribute_changes.h"
#include "tfvars/plan/image_mention.h"
#include "tfvars/plan/intent.h"
#include "tfvars/plan/terraform_plan.h"

namespace deltaplan::tfvars {

/// Of one resource, or of several together.
///
/// Example: a task definition that gets more memory and keeps its image has another image by name,
/// and is a definition; the ECS service that runs its next revision refers. Together they bring no
/// tag.
struct TagSigns {
  struct Images {
    bool have_tag = false;    ///< one of them
    bool have_other = false;  ///< one of them has another
  };
  Images by_name;  ///< those that are the service's by their name
  Images by_tag;   ///< of unknown name, with a tag of the service; and tags that stand for an image
  bool hides_image = false;    ///< one is known after apply only, or by its digest alone
  bool gets_tag = false;       ///< a value that changes has it as text, and had not
  bool names_tag = false;      ///< a value is that tag alone
  bool is_opaque = false;      ///< what may have it changes, and can't be read
  bool refers = false;         ///< to another version than before
  bool is_definition = false;  ///< a version itself, which others refer to

  void Add(const TagSigns& other);

  bool HaveOther() const { return by_name.have_other || by_tag.have_other; }

  /// Whether the service gets its tag. Images decide that can be read, those of its name first;
  /// where there are none, what may stand for one: text, code, a version that is not here.
  bool BringTag() const {
    if (by_name.have_tag || hides_image) return true;
    if (by_name.have_other) return false;
    if (by_tag.have_tag || by_tag.have_other) return by_tag.have_tag;
    return gets_tag || names_tag || is_opaque || (refers && !is_definition);
  }
};

/// `service` has a tag. `attributes` are those of the change.
TagSigns SignsOf(const ResourceChange& change, const std::vector<AttributeChange>& attributes,
                 const IntendedService& service, const KnownImages& known);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_TAG_SIGNS_H_
