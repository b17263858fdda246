// `deltaplan check --format json`: what the configuration says, for scripts that would have to read
// it themselves otherwise.
#ifndef DELTAPLAN_PLANNER_REPORT_CHECK_JSON_H_
#define DELTAPLAN_PLANNER_REPORT_CHECK_JSON_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/report/check_report.h"

namespace deltaplan::planner {

/// An environment with what its settings mean.
struct CheckedEnvironment {
  const EnvironmentEntry* entry = nullptr;
  std::optional<RegistryKind> registry;  ///< nullopt: nothing says where images are pushed to
  std::map<std::string, std::optional<std::string>> health;  ///< of every service
};

/// What that document says of one.
std::string EnvironmentJson(const CheckedEnvironment& environment);
/// docs/schema/check.schema.json.
std::string CheckJson(const std::string& config, const Platform& platform,
                      const std::vector<CheckedEnvironment>& environments,
                      const std::vector<UnownedPath>& unowned,
                      const std::vector<EnvironmentWarning>& warnings);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_CHECK_JSON_H_
