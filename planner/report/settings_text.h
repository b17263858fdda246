// What `deltaplan settings` prints.
#ifndef DELTAPLAN_PLANNER_REPORT_SETTINGS_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_SETTINGS_TEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "planner/report/check_json.h"

namespace deltaplan::planner {

/// Where a setting stands, and what it is: "deploy.jobs", "4"; items of lists by their number,
/// "terraform.var_files.0". What is null, and a list without items, is not there.
using Setting = std::pair<std::string, std::string>;

/// All that `check --format json` says of an environment, in its order; `tag` is what images of
/// head get, and `commit` is head.
std::vector<Setting> SettingsOf(const CheckedEnvironment& environment, const std::string& commit,
                                const std::string& tag);

/// A line "KEY=VALUE" for each, as it can be shown.
std::string SettingLines(const std::vector<Setting>& settings);
/// The key, a newline, the value as it is, a NUL: as `git config --list -z`.
std::string SettingRecords(const std::vector<Setting>& settings);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_SETTINGS_TEXT_H_
