// What has to be known of the services that are decided about: where it is missing, no facts of the
// others are worth their time. The facts themselves do not depend on a policy.
#ifndef DELTAPLAN_PLANNER_FACTS_POLICY_CHECKS_H_
#define DELTAPLAN_PLANNER_FACTS_POLICY_CHECKS_H_

#include <vector>

#include "planner/live/read_live.h"
#include "planner/model/platform.h"
#include "planner/model/policy.h"
#include "planner/model/result.h"
#include "planner/model/service_facts.h"

namespace deltaplan::planner {

/// A service that keeps what it runs, although nobody can tell what that is, would be missing in
/// the tag map: an error that says how to go on.
Status CheckHeldAreKnown(const LiveAnswer& live, const Policy& policy,
                         const std::vector<Service>& services);

/// Where the map itself says what is live, everything runs what it names, and nobody would know: an
/// error that names the services.
Status CheckLiveIsNotTheMap(const LiveAnswer& live, const Policy& policy);

/// Every service that nobody holds has a destination; or an error that names all that have none.
/// `facts` has the index of `services`.
Status CheckDestinations(const std::vector<Service>& services,
                         const std::vector<ServiceFacts>& facts, const Policy& policy);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_POLICY_CHECKS_H_
