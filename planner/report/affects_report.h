// What `deltaplan affects` prints: which services a change to some paths would deploy.
#ifndef DELTAPLAN_PLANNER_REPORT_AFFECTS_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_AFFECTS_REPORT_H_

#include <string>
#include <vector>

namespace deltaplan::planner {

struct AffectedService {
  std::string name;
  std::vector<std::string> via;  ///< from the changed path's input to the service, raw bytes
};

struct AffectedBy {
  std::string path;      ///< raw bytes
  bool owned = false;    ///< by a service, package, base image or build input
  bool ignored = false;  ///< an ignore rule hides it from all that would own it
  std::vector<AffectedService> services;
};

std::string AffectsText(const std::vector<AffectedBy>& paths);
std::string AffectsJson(const std::vector<AffectedBy>& paths);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_AFFECTS_REPORT_H_
