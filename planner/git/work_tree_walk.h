// The walk that compares HEAD, the index and the disk, on several threads. Why not git's:
// docs/decisions/work-tree-scan.md.
#ifndef DELTAPLAN_PLANNER_GIT_WORK_TREE_WALK_H_
#define DELTAPLAN_PLANNER_GIT_WORK_TREE_WALK_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/shared_work.h"
#include "graph/tree_reader.h"
#include "planner/git/index_file.h"
#include "planner/git/work_tree.h"
#include "planner/model/result.h"
#include "planner/system/file_descriptor.h"

namespace deltaplan::planner {

/// The paths that somebody asked for, as a tree.
struct WantedPaths {
  bool everything = false;  ///< this path and all below
  std::map<std::string, WantedPaths, std::less<>> below;

  /// No paths: everything.
  static WantedPaths Of(const std::vector<graph::RepoPath>& paths);
};

/// One directory during the walk.
struct WalkedDirectory {
  std::string prefix;  ///< its path and a slash; empty for the root
  std::size_t depth = 0;
  FileDescriptor fd;                    ///< not open: not on disk
  const WantedPaths* wanted = nullptr;  ///< null: everything
  std::optional<graph::ObjectId> head;  ///< HEAD's tree here
  const CachedTree* cached = nullptr;
  bool index_equals_head = false;  ///< here and below; HEAD's tree is then not read
  /// The index says nothing about files here but that those on disk should be HEAD's: in a
  /// directory that a sparse index holds as one entry, and where nothing was ever checked out.
  bool unlisted = false;
};

/// A directory that any thread may walk, and where the index comes to it.
struct WalkPiece {
  WalkedDirectory directory;
  IndexFile::Cursor cursor;
};
using SharedWalk = graph::SharedWork<WalkPiece>;

/// A submodule that may differ: its repository has to be opened.
struct FoundSubmodule {
  FoundChange change;  ///< if it does
  graph::ObjectId recorded;
};

/// What one thread has found, in no order but that of its pieces.
struct WalkFindings {
  std::vector<FoundChange> changes;
  std::vector<FoundChange> by_git;    ///< only git can tell whether these have changed
  std::vector<FoundChange> unlisted;  ///< may differ from HEAD, whose state is in `index`
  std::vector<FoundSubmodule> submodules;
  /// Of all errors the one that a walk without threads would have met first.
  struct Failure {
    std::string where;
    Error error;
  };
  std::optional<Failure> failure;

  void Append(WalkFindings other);
};

/// Walks pieces of `shared` until there are none, and shares what others have time for.
WalkFindings WalkPieces(const WorkTreeSources& sources, SharedWalk& shared);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_WORK_TREE_WALK_H_
