// Which tracked files a build reads: its reads, held against one commit's tree and ignore file.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_CONTEXT_WALK_H_
#define DELTAPLAN_PLANNER_CONTAINERS_CONTEXT_WALK_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/containers/build_reads.h"
#include "planner/containers/path_match.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

/// One context: a directory, and what an ignore file hides of it.
struct ContextDirectory {
  graph::RepoPath root;
  std::optional<MobyPatterns> ignored = {};  ///< nullopt: nothing is

  bool Hides(std::string_view below_root) const { return ignored && ignored->Matches(below_root); }
};

/// Whether `read` takes the file at `path`, which lies below the context's root.
bool TakesFile(const ContextRead& read, std::string_view path);
/// False only when it takes nothing at or below the directory `path` ("" is the root).
bool MayTakeBelow(const ContextRead& read, std::string_view path);
/// What of a read's source holds no pattern: a path below the context's root.
std::string LiteralPart(const ContextRead& read);

/// Paths of the repository that a build reads and nobody has named.
class ContextWalk {
 public:
  /// Whether all at and below a path is of no interest.
  using Skips = std::function<bool(const graph::RepoPath& path, bool is_directory)>;

  ContextWalk(workspace::TreeFiles& files, const ContextDirectory& context)
      : files_(files), context_(context) {}

  /// The files that `read` takes and `skips` does not, folded: a directory stands for what is in
  /// it where `skips` names nothing inside of it (`has_skipped`). Sorted.
  std::vector<graph::RepoPath> Unskipped(
      const ContextRead& read, const Skips& skips,
      const std::function<bool(const graph::RepoPath&)>& has_skipped);

  /// Whether it takes any file at or below `path`; with `hidden`, also one that is ignored.
  bool TakesAny(const ContextRead& read, const graph::RepoPath& path, bool hidden = false);

  /// The same read by the way that symbolic links lead, for a source without patterns.
  ContextRead Resolved(const ContextRead& read);

 private:
  std::optional<std::string> BelowRoot(const graph::RepoPath& path) const;
  bool TakesBelow(const ContextRead& read, const graph::RepoPath& path,
                  const graph::EntryState& state, bool hidden, const Skips& skips);
  void Collect(const ContextRead& read, const graph::RepoPath& path, const graph::EntryState& state,
               const Skips& skips, const std::function<bool(const graph::RepoPath&)>& has_skipped,
               std::vector<graph::RepoPath>& found);

  workspace::TreeFiles& files_;
  const ContextDirectory& context_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_CONTEXT_WALK_H_
