// Paths of the configuration that head does not have.
#ifndef DELTAPLAN_PLANNER_FACTS_DEAD_PATHS_H_
#define DELTAPLAN_PLANNER_FACTS_DEAD_PATHS_H_

#include <map>
#include <string>
#include <vector>

#include "planner/facts/project.h"
#include "planner/model/comparison.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/service_facts.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// A platform with what is known of its services, by index.
struct PlatformFacts {
  Platform platform;
  std::vector<ServiceFacts> services;
};

struct LivingPlatform {
  PlatformFacts living;                              ///< without services whose directory is gone
  std::map<std::string, std::string> gone_but_live;  ///< the tags that those run
  Warnings warnings;
};

/// A path that head lacks is a change where a baseline has it, and a mistake where none has: an
/// error. A service whose own directory is gone leaves the platform, and what it runs stays in the
/// tag map.
Result<LivingPlatform> WithoutDeadServices(PlatformFacts all,
                                           const std::vector<Baseline>& baselines,
                                           const Project& project);

/// The same for questions that need no baseline: every dead path is a mistake.
Status CheckNoDeadPaths(const Platform& platform, const Project& project);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_DEAD_PATHS_H_
