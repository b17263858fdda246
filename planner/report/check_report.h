// What `deltaplan check` prints about a configuration that is valid.
#ifndef DELTAPLAN_PLANNER_REPORT_CHECK_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_CHECK_REPORT_H_

#include <cstddef>
#include <string>

#include "planner/model/platform.h"

namespace deltaplan::planner {

/// One line: how many services, packages, build inputs and environments there are.
std::string CheckSummary(const std::string& config, const Platform& platform,
                         std::size_t environments);
/// A line for each service: name, path.
std::string CheckedServices(const Platform& platform);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_CHECK_REPORT_H_
