// Whether all of the plan happens: each service that is to be deployed is rolled, and gets its tag.
#ifndef DELTAPLAN_TFVARS_PLAN_SERVICE_REVIEW_H_
#define DELTAPLAN_TFVARS_PLAN_SERVICE_REVIEW_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tfvars/plan/attribute_changes.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/image_mention.h"
#include "tfvars/plan/intent.h"
#include "tfvars/plan/tag_signs.h"
#include "tfvars/plan/terraform_plan.h"

namespace deltaplan::tfvars {

/// Gets every entry of Terraform's plan, also those that do nothing. A service is rolled when one
/// of those that its targets contain does more than change its tags or its scale, and where the
/// plan has what runs it (an ECS service beside its task definition), one of those. Where it does
/// not run its new tag yet, that has to come with them, or with a definition of its image that no
/// target contains.
class ServiceReviewer {
 public:
  /// All outlive the reviewer. Services named by `allow_unchanged` need no address either.
  ServiceReviewer(const std::vector<IntendedService>& services,
                  const std::set<std::string>& allow_unchanged, const KnownImages& known)
      : services_(services),
        allow_unchanged_(allow_unchanged),
        known_(known),
        seen_(services.size()) {}

  /// `owners` are the indices of the services whose targets contain the change's address.
  void Add(const ResourceChange& change, const std::vector<AttributeChange>& attributes,
           const std::vector<std::size_t>& owners);

  /// Whether a service's image changes, by all entries so far.
  bool ChangesImage(std::size_t service) const;

  std::vector<Finding> Finish() const;

 private:
  struct Seen {
    bool rolled = false;
    std::vector<std::string> runners;  ///< addresses of what runs it and stays as it is
    bool runner_rolled = false;
    TagSigns signs;
    std::optional<std::string> keeps;  ///< the first address of an image with another tag
  };

  const std::vector<IntendedService>& services_;
  const std::set<std::string>& allow_unchanged_;
  const KnownImages& known_;
  std::vector<Seen> seen_;  // as `services_`
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_SERVICE_REVIEW_H_
