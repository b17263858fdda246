// Which services a change of some path would deploy.
#ifndef DELTAPLAN_PLANNER_MODEL_AFFECTED_H_
#define DELTAPLAN_PLANNER_MODEL_AFFECTED_H_

#include <string>
#include <vector>

namespace deltaplan::planner {

struct AffectedService {
  std::string name;
  std::vector<std::string> via;  ///< from the changed path's input to the service, raw bytes
};

struct AffectedBy {
  std::string path;                       ///< raw bytes
  bool owned = false;                     ///< by a service, package, base image or build input
  bool ignored = false;                   ///< an ignore rule hides it from all that would own it
  std::vector<AffectedService> services;  ///< sorted by name
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_AFFECTED_H_
