// Which projects belong to a uv workspace, and where its root is.
// Rules: uv's crates/uv-workspace/src/workspace.rs; docs/concepts/projects/workspaces.md
#ifndef DELTAPLAN_PLANNER_WORKSPACE_UV_MEMBERS_H_
#define DELTAPLAN_PLANNER_WORKSPACE_UV_MEMBERS_H_

#include <map>
#include <string>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/python_project.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

/// The project in `directory`; null where there is no pyproject.toml, or it can't be read.
const PythonProject* PythonProjectIn(TreeFiles& files, const graph::RepoPath& directory);

/// Whether uv keeps a lockfile in `directory`: it lists members, or it is a project of uv's that no
/// workspace above has. The nearest pyproject.toml above is the only one that is asked.
bool IsUvRoot(TreeFiles& files, const graph::RepoPath& directory);

/// The root of the workspace that `directory` is a member of, itself included; else itself.
graph::RepoPath UvRootOf(TreeFiles& files, const graph::RepoPath& directory);

struct UvMembers {
  std::map<graph::RepoPath, const PythonProject*> projects;  ///< the root's too, where it is one
  std::vector<ReadProblem> problems;
};

/// The members that the root in `directory` lists.
UvMembers FindUvMembers(TreeFiles& files, const graph::RepoPath& directory);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_UV_MEMBERS_H_
