// Asks services whether they are well.
#ifndef DELTAPLAN_PLANNER_RELEASE_HEALTH_H_
#define DELTAPLAN_PLANNER_RELEASE_HEALTH_H_

#include <chrono>
#include <vector>

#include "planner/model/release_facts.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// Asks the health addresses of those services that have one until all answer with 2xx, or the time
/// is over. A redirect is no good answer: where it leads is mostly a login page. In the order of
/// the services. Errors: requests can't be sent at all.
Result<std::vector<HealthReading>> WaitUntilHealthy(const std::vector<ReleasedService>& services,
                                                    std::chrono::seconds time, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_RELEASE_HEALTH_H_
