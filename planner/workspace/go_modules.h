// Which modules of Go one build in a directory takes from the repository.
// Rules: https://go.dev/ref/mod#workspaces, #go-mod-file-replace, #vendoring
#ifndef DELTAPLAN_PLANNER_WORKSPACE_GO_MODULES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_GO_MODULES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/repo_path.h"
#include "planner/model/read_problem.h"
#include "planner/model/warning.h"
#include "planner/workspace/go_files.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

struct GoModule {
  const GoMod* file = nullptr;
  bool is_main = false;  ///< built here: what it replaces counts; else something leads to it
};

struct GoModules {
  std::optional<const GoWork*> work;            ///< where the root has a go.work that can be read
  std::map<graph::RepoPath, GoModule> modules;  ///< by directory
  std::map<std::string, std::vector<graph::RepoPath>> local;  ///< module path -> directories
  std::map<std::string, std::vector<GoReplace>> replaced;     ///< by others, not by directories
  std::vector<ReadProblem> problems;
  Warnings warnings;
};

/// Whether `directory` has a go.work, or a module that no go.work above uses.
bool IsGoRoot(TreeFiles& files, const graph::RepoPath& directory);

GoModules FindGoModules(TreeFiles& files, const graph::RepoPath& directory);

/// The directories of a module. Sorted.
struct GoDirectories {
  std::vector<graph::RepoPath> sources;  ///< that hold Go files of the module
  std::vector<graph::RepoPath> modules;  ///< below it, that are modules of their own
};
GoDirectories DirectoriesOf(TreeFiles& files, const graph::RepoPath& module);

/// Whether a file of Go of the module in `directory`, which has `inside` in it, imports from
/// `module`. True as well when one can't be read.
bool ImportsModule(TreeFiles& files, const graph::RepoPath& directory,
                   const std::vector<graph::RepoPath>& inside, const std::string& module);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_GO_MODULES_H_
