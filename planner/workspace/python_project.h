// pyproject.toml, as far as it says what a project depends on: the standard's tables, uv's and
// poetry's. Formats: https://packaging.python.org/en/latest/specifications/pyproject-toml/,
// .../dependency-groups/, uv's docs/concepts/projects, poetry's docs/pyproject.md
#ifndef DELTAPLAN_PLANNER_WORKSPACE_PYTHON_PROJECT_H_
#define DELTAPLAN_PLANNER_WORKSPACE_PYTHON_PROJECT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

struct PythonDependency {
  std::string name;                   ///< normalised
  EdgeKind kind = EdgeKind::kNormal;  ///< `kOwnOptional` of extras, `kOwnDevelopment` of groups
  std::string section;                ///< the extra or group that it belongs to; "" for the others
  std::vector<std::string> extras;    ///< of the other project, that it asks for
  std::string path;                   ///< poetry's `path`, or a file: URL as written; "" where none
  std::string text;                   ///< all that is written of it

  auto operator<=>(const PythonDependency&) const = default;
};

/// One entry of [tool.uv.sources]; a name may have several, each with a marker.
struct UvSource {
  bool is_workspace = false;
  std::string workspace;  ///< `workspace = "../other"`
  std::string path;
  std::string text;  ///< all that is written of it
};

struct PythonProject {
  bool has_project = false;  ///< [project]
  bool has_poetry = false;   ///< [tool.poetry]
  bool has_uv = false;       ///< [tool.uv]
  std::string name;          ///< normalised; "" where there is none
  std::string version;
  std::vector<PythonDependency> dependencies;  ///< sorted
  /// What makes dependencies known only to a build: "dynamic = [\"dependencies\"]"; "" where
  /// nothing.
  std::string dynamic;

  bool has_workspace = false;  ///< [tool.uv.workspace]
  bool is_managed = true;      ///< `tool.uv.managed`
  std::vector<std::string> members;
  std::vector<std::string> exclude;
  std::map<std::string, std::vector<UvSource>> sources;  ///< by normalised name
  /// What of [tool.uv] shapes every install below this root: (key, canonical text), sorted.
  std::vector<std::pair<std::string, std::string>> settings;
  /// What the lockfile shows, and what shapes the installs where there is none. Sorted.
  std::vector<std::pair<std::string, std::string>> locked_settings;
};

std::variant<PythonProject, ReadProblem> ParsePythonProject(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_PYTHON_PROJECT_H_
