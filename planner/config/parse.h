// The text of a configuration, read.
#ifndef DELTAPLAN_PLANNER_CONFIG_PARSE_H_
#define DELTAPLAN_PLANNER_CONFIG_PARSE_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/live_source_kind.h"

namespace deltaplan::planner {

/// Reads the text of a configuration whose "live" entries may be of `live_kinds`; all problems are
/// found in one run. Whatever needs the repository (dead paths, duplicate names after expansion,
/// cycles) is found by `ExpandConfig`.
std::variant<Config, ConfigProblems> ParseConfig(const std::vector<LiveSourceKind>& live_kinds,
                                                 std::string_view text);

/// The same problems with the lines of `text`, which is JSON, that their pointers lead to.
ConfigProblems WithPlaces(ConfigProblems problems, std::string_view text);

/// Problems as text for standard error, in the multi-line form of Terraform's diagnostics. Those
/// that say the same are one, with the first few of their places.
std::string ConfigProblemsText(std::string_view file, const ConfigProblems& problems);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_PARSE_H_
