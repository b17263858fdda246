// The search for what differs between HEAD, the index and the disk. Why not libgit2's status, or
// git's: docs/decisions/work-tree-scan.md.
#ifndef DELTAPLAN_PLANNER_GIT_WORK_TREE_SCAN_H_
#define DELTAPLAN_PLANNER_GIT_WORK_TREE_SCAN_H_

#include <memory>
#include <optional>
#include <vector>

#include "graph/background.h"
#include "graph/object_id.h"
#include "graph/parallel.h"
#include "graph/repo_path.h"
#include "planner/git/lazy_index.h"
#include "planner/git/work_tree.h"
#include "planner/git/work_tree_walk.h"
#include "planner/model/result.h"
#include "planner/system/file_descriptor.h"

namespace deltaplan::planner {

/// What there is to say where only a work tree will do.
Error NoWorkTree(const RepositoryPlace& place);

/// One search, which goes on beside whatever its owner does: on as many threads as may run, each
/// with parts of the tree. With one job it is done in `Wait`.
///
/// The answers are those of `git status --untracked-files=all`, with one exception: in a clone that
/// was never checked out (`git clone --no-checkout`: no index) nothing counts as deleted. git
/// itself is asked where only it can tell: about files that pass through a filter or another
/// encoding and whose times are not the recorded ones, with a split index, and under
/// core.ignoreCase. It is asked in `Wait`, by the thread that waits.
class WorkTreeScan {
 public:
  /// Begins to look at `paths` and below (none: everywhere). libgit2's repository is used by this
  /// thread only, here and in `Wait`. `index`, which has to outlive it, is read beside its owner,
  /// too; `sources` need none.
  WorkTreeScan(const WorkTreeSources& sources, const LazyIndex& index,
               std::vector<graph::RepoPath> paths, graph::Parallelism parallelism);
  /// A search that nobody has waited for is broken off.
  ~WorkTreeScan();
  WorkTreeScan(const WorkTreeScan&) = delete;
  WorkTreeScan& operator=(const WorkTreeScan&) = delete;

  /// What differs from HEAD, sorted by path. For one call.
  Result<std::vector<FoundChange>> Wait();

 private:
  void Run();
  Status FinishSubmodules(std::vector<FoundChange>& changes);
  Status FinishUnlisted(std::vector<FoundChange>& changes);
  Result<bool> SubmoduleDiffers(const FoundSubmodule& submodule);

  WorkTreeSources sources_;
  const LazyIndex& index_;
  std::vector<graph::RepoPath> paths_;
  graph::Parallelism parallelism_;
  std::optional<Error> only_git_;  // can tell, and why
  std::optional<Error> failed_;
  WantedPaths wanted_;
  std::optional<graph::ObjectId> head_tree_;
  FileDescriptor top_;
  std::optional<WorkTree> work_tree_;  // of the thread that waits, with the index
  SharedWalk walk_;
  WalkFindings found_;
  std::optional<graph::Background> background_;  // the last member: it uses the others
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_WORK_TREE_SCAN_H_
