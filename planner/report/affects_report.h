// What `deltaplan affects` prints: which services a change to some paths would deploy.
#ifndef DELTAPLAN_PLANNER_REPORT_AFFECTS_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_AFFECTS_REPORT_H_

#include <string>
#include <vector>

#include "planner/model/affected.h"

namespace deltaplan::planner {

std::string AffectsText(const std::vector<AffectedBy>& paths);
std::string AffectsJson(const std::vector<AffectedBy>& paths);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_AFFECTS_REPORT_H_
