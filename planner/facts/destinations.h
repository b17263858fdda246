// Where services go when the tag map says it: each to the commit of its own tag. Why it is so:
// docs/decisions/map-as-goal.md.
#ifndef DELTAPLAN_PLANNER_FACTS_DESTINATIONS_H_
#define DELTAPLAN_PLANNER_FACTS_DESTINATIONS_H_

#include <map>
#include <string>
#include <vector>

#include "planner/facts/baselines.h"
#include "planner/facts/tag_resolver.h"
#include "planner/model/comparison.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/service_facts.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// Where services come from and go to.
struct Routes {
  /// What is live, related to where it goes; baselines are indices of `from`.
  std::vector<ServiceFacts> services;
  /// Distinct pairs of what is live and what is to be; both lists have the same index. Sorted by
  /// the destination, then by the time of the baseline, then by its id.
  std::vector<Baseline> from;
  std::vector<Baseline> to;  ///< empty: all go to head
};

/// The routes of what is live to what `map` names; `live` has the index of `platform`. A service
/// that the map does not name goes nowhere, and neither does one that runs something, where the map
/// has a placeholder of before the first deploy. An error means that the repository could not be
/// read.
Result<Routes> RouteToMap(const std::vector<Service>& platform,
                          const std::map<std::string, std::string>& map, const Config& config,
                          TagResolver& resolver, GitRepository& repository, const Baselines& live);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_DESTINATIONS_H_
