// Which crates belong to a Cargo workspace, and where its root is.
// Rules: cargo's src/cargo/core/workspace.rs;
// https://doc.rust-lang.org/cargo/reference/workspaces.html
#ifndef DELTAPLAN_PLANNER_WORKSPACE_CARGO_CRATES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_CARGO_CRATES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/cargo_manifest.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

/// A crate of a workspace, or one outside of it that a path leads to.
struct CargoCrate {
  const CargoManifest* manifest = nullptr;
  /// What it inherits from: a crate outside may be of another workspace. Null where there is none.
  const CargoManifest* workspace = nullptr;
  graph::RepoPath workspace_directory;
  std::string version;  ///< its own, or that of its workspace
  /// Something other than `[patch]` leads to it, so that the lockfile has it.
  bool is_used = false;
};

/// A directory that takes the place of a package: `[patch]`, `[replace]`, `paths`.
struct CargoPatch {
  std::string package;
  graph::RepoPath directory;
};

struct CargoCrates {
  const CargoManifest* root = nullptr;
  std::map<graph::RepoPath, CargoCrate> crates;  ///< by directory
  std::vector<CargoPatch> patches;               ///< sorted by package
  std::vector<graph::RepoPath> vendored;         ///< directories with copies of packages
  std::vector<ReadProblem> problems;
  Warnings warnings;
};

/// Whether a build of the crate in `directory` takes Cargo.lock from there: it says [workspace], or
/// no workspace above has it.
bool IsCargoRoot(TreeFiles& files, const graph::RepoPath& directory);

/// All crates of the root in `directory`, and those that they lead to.
CargoCrates FindCargoCrates(TreeFiles& files, const graph::RepoPath& directory);

/// Where a dependency of a crate leads in the repository.
struct CargoPlace {
  std::optional<graph::RepoPath> directory;  ///< nullopt: the path leaves the repository
  std::string written;
};
/// Its own path, or that of the workspace; nothing where no path is written.
std::optional<CargoPlace> PathOf(const CargoDependency& dependency, const CargoCrate& crate,
                                 const graph::RepoPath& directory);

/// The entry of `[workspace.dependencies]` that `dependency` takes; null where there is none.
const CargoDependency* SharedOf(const CargoDependency& dependency, const CargoCrate& crate);

/// What the lockfile calls it.
const std::string& PackageOf(const CargoDependency& dependency, const CargoCrate& crate);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_CARGO_CRATES_H_
