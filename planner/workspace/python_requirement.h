// One dependency of a Python project, as "name[extra] >=1; marker" says it.
// Formats: https://packaging.python.org/en/latest/specifications/dependency-specifiers/,
// .../name-normalization/
#ifndef DELTAPLAN_PLANNER_WORKSPACE_PYTHON_REQUIREMENT_H_
#define DELTAPLAN_PLANNER_WORKSPACE_PYTHON_REQUIREMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner::workspace {

/// "My_Lib.Core" and "my-lib--core" are one name: "my-lib-core".
std::string PythonName(std::string_view name);

struct PythonRequirement {
  std::string name;                 ///< normalised
  std::vector<std::string> extras;  ///< normalised, sorted
  std::string url;                  ///< behind "@"; "" where there is none
  std::string marker;               ///< behind ";"; "" where there is none
};

/// nullopt when it does not begin with a name. Versions are not looked at: the lockfile knows which
/// one is meant.
std::optional<PythonRequirement> ParsePythonRequirement(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_PYTHON_REQUIREMENT_H_
