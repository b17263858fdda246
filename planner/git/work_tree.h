// What a work tree holds, compared with HEAD.
#ifndef DELTAPLAN_PLANNER_GIT_WORK_TREE_H_
#define DELTAPLAN_PLANNER_GIT_WORK_TREE_H_

#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/git/git_config.h"
#include "planner/git/git_handles.h"
#include "planner/git/index_file.h"
#include "planner/git/local_ignores.h"
#include "planner/git/object_reader.h"
#include "planner/git/pack_files.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// One path that differs from HEAD.
struct FoundChange {
  graph::RepoPath path;
  bool untracked = false;
  /// What counts instead of the file on disk: for files that git was told not to look at, and
  /// (nothing) for those that are gone.
  std::optional<graph::EntryState> instead;
};

/// The files of one repository that is not bare, with git's rules about which count.
///
/// The answers are those of `git status --untracked-files=all`, with one exception: in a clone that
/// was never checked out (`git clone --no-checkout`: no index) nothing counts as deleted.
class WorkTree {
 public:
  /// The repository must outlive the result.
  static Result<WorkTree> Open(git_repository& repository, const GitConfig& config);

  /// The tree of HEAD's commit; nullopt when there is no commit yet.
  Result<std::optional<graph::ObjectId>> HeadTree() const;
  graph::TreeReader& trees() const { return *trees_; }

  /// What differs from HEAD at or below `paths` (none: everywhere), sorted by path.
  Result<std::vector<FoundChange>> Changes(const std::vector<graph::RepoPath>& paths);

  bool IsIgnored(const graph::RepoPath& path, bool is_directory);

  /// A file as git would store it. `content` is set for a symbolic link: its text.
  struct FileState {
    graph::EntryState state;
    std::string content;
  };
  /// What stands at `path` on disk, which lies in a directory that is there; absent when that is
  /// nothing or a plain directory. `tracked` is what git knows of the path, if anything.
  Result<FileState> ReadFile(const std::string& path, const graph::EntryState& tracked) const;

  /// True when `entry` is no longer what stands on disk, where `status` describes a file. Not for
  /// submodules.
  Result<bool> FileDiffers(const IndexEntry& entry, const IndexTime& index_written,
                           const struct stat& status) const;
  /// True when the submodule stands at another commit than `recorded` or holds changes itself.
  Result<bool> SubmoduleDiffers(const std::string& path, const graph::ObjectId& recorded) const;
  /// A directory with a repository of its own, whose content git does not look at.
  bool IsNestedRepository(const std::string& path) const;

  const std::string& directory() const { return directory_; }
  bool is_sparse() const { return is_sparse_; }

 private:
  WorkTree(git_repository& repository, const GitConfig& config);

  std::string Absolute(const std::string& path) const { return directory_ + "/" + path; }
  graph::FileMode ModeOf(const struct stat& status, graph::FileMode tracked) const;
  Result<graph::ObjectId> HashFile(const std::string& path, const graph::EntryState& tracked) const;

  git_repository& repository_;
  std::string directory_;
  std::unique_ptr<const PackFiles> packs_;
  std::unique_ptr<StoreTreeReader> trees_;
  std::unique_ptr<LocalIgnores> ignores_;
  bool trust_mode_ = true;     // core.fileMode: the executable bit means something
  bool has_symlinks_ = true;   // core.symlinks: else links are files that hold their text
  bool trust_ctime_ = true;    // core.trustctime
  bool minimal_stat_ = false;  // core.checkStat = minimal
  bool is_sparse_ = false;     // core.sparseCheckout
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_WORK_TREE_H_
