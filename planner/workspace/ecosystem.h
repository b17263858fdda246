// The one table of package managers, and what each of them knows how to read.
//
// A new one is one .cc file and one line in ecosystem.cc. Why none of them is asked:
// docs/decisions/lockfile-readers.md.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_ECOSYSTEM_H_
#define DELTAPLAN_PLANNER_WORKSPACE_ECOSYSTEM_H_

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/side.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

/// Whether to read the lockfile.
enum class LockfileUse {
  /// It is the same wherever it is compared, so that only edges among members are asked for. A
  /// reader whose manifests don't tell these (overrides, hooks) reads it all the same.
  kNotNeeded,
  kRead,
};

struct Ecosystem {
  std::string_view name;    ///< "pnpm"
  std::string_view family;  ///< "javascript": of one family, one directory has one root
  /// Whether `directory` is a root: where its lockfile or its list of members is, or would be.
  bool (*is_root)(TreeFiles& files, const graph::RepoPath& directory);
  /// What the root in `directory` says. Never fails: what can't be read is in `Side::problems`.
  Side (*read)(TreeFiles& files, const graph::RepoPath& directory, LockfileUse lockfile);
  /// What it may read in the directory of a root, by name: lists of members, lockfiles, settings. A
  /// directory that has none of them is no root.
  std::span<const std::string_view> files;
  /// What the root's own manifest depends on is installed wherever a member is. Not so where a root
  /// is a package like any other: Cargo, Go, poetry.
  bool root_counts = true;
  /// A member is all that lies below it, so that a service may lie inside of one: a module of Go.
  bool holds_services = false;
};

/// All of them, in the order in which a directory is asked.
std::span<const Ecosystem* const> Ecosystems();

/// A directory that one package manager installs.
struct Root {
  const Ecosystem* ecosystem = nullptr;
  graph::RepoPath directory;

  friend bool operator==(const Root&, const Root&) = default;
};

/// What a manifest of that root calls the table of such dependencies: "devDependencies".
std::string TableOf(const Root& root, EdgeKind kind);

/// The roots in `directory`: at most one of each family.
std::vector<Root> RootsIn(TreeFiles& files, const graph::RepoPath& directory);

/// What the managers of the families of `roots` would read in these directories and above them, and
/// what is not there. Sorted.
std::vector<graph::RepoPath> AwaitedFiles(TreeFiles& files, const std::vector<Root>& roots);

/// The directories below a tree that may be roots, relative to it, whichever commits have it.
using RootCandidates = std::map<graph::ObjectId, std::vector<std::string>>;

/// The directories at and below `top` that may be roots. Reads every tree that `known` lacks, but
/// those of node_modules, vendor and directories whose name begins with a dot.
std::vector<graph::RepoPath> CandidatesBelow(TreeFiles& files, const graph::RepoPath& top,
                                             RootCandidates& known);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_ECOSYSTEM_H_
