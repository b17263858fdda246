// Whether all of the plan happens: each service that is to be deployed is rolled by something.
#ifndef DELTAPLAN_TFVARS_PLAN_SERVICE_REVIEW_H_
#define DELTAPLAN_TFVARS_PLAN_SERVICE_REVIEW_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "tfvars/plan/attribute_changes.h"
#include "tfvars/plan/finding.h"
#include "tfvars/plan/intent.h"
#include "tfvars/plan/terraform_plan.h"

namespace deltaplan::tfvars {

/// Gets every entry of Terraform's plan that a service's targets contain, also those that do
/// nothing. A service is rolled when one of them does more than change its tags or its scale, and
/// where the plan has what runs it (an ECS service beside its task definition), one of those.
class ServiceReviewer {
 public:
  /// `services` outlive the reviewer. Those named by `allow_unchanged` need no address either.
  ServiceReviewer(const std::vector<IntendedService>& services,
                  const std::set<std::string>& allow_unchanged)
      : services_(services), allow_unchanged_(allow_unchanged), seen_(services.size()) {}

  /// `owners` are the indices of the services whose targets contain the change's address.
  void Add(const ResourceChange& change, const std::vector<AttributeChange>& attributes,
           const std::vector<std::size_t>& owners);

  std::vector<Finding> Finish() const;

 private:
  struct Seen {
    bool rolled = false;
    std::vector<std::string> runners;  ///< addresses of what runs it and stays as it is
    bool runner_rolled = false;
  };

  const std::vector<IntendedService>& services_;
  const std::set<std::string>& allow_unchanged_;
  std::vector<Seen> seen_;  // as `services_`
};

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_SERVICE_REVIEW_H_
