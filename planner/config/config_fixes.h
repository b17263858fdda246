// A configuration with what an audit is sure that it misses.
#ifndef DELTAPLAN_PLANNER_CONFIG_CONFIG_FIXES_H_
#define DELTAPLAN_PLANNER_CONFIG_CONFIG_FIXES_H_

#include <string>

#include "planner/config/config_file.h"
#include "planner/model/audit_fixes.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// The text of `file` with `fixes` in it; all that it holds stays, comments and layout as well. New
/// words stand in the entry that says the same of that service or image already, else in a new one
/// behind the others. An image that several services run gets its inputs with each of them.
/// `platform` is what the configuration means.
std::string FixedConfigText(const ConfigFile& file, const Platform& platform,
                            const AuditFixes& fixes);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_CONFIG_FIXES_H_
