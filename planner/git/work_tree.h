// What a work tree holds, compared with HEAD. Why no libgit2 status:
// docs/decisions/work-tree-scan.md.
#ifndef DELTAPLAN_PLANNER_GIT_WORK_TREE_H_
#define DELTAPLAN_PLANNER_GIT_WORK_TREE_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"
#include "planner/git/content_conversion.h"
#include "planner/git/git_config.h"
#include "planner/git/git_program.h"
#include "planner/git/index_file.h"
#include "planner/git/local_attributes.h"
#include "planner/git/local_ignores.h"
#include "planner/git/object_reader.h"
#include "planner/git/pack_files.h"
#include "planner/git/repository_place.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// One path that differs from HEAD.
struct FoundChange {
  graph::RepoPath path;
  bool untracked = false;
  /// What counts instead of the file on disk: for files that git was told not to look at, and
  /// (nothing) for those that are gone.
  std::optional<graph::EntryState> instead;
  /// What the index has there; absent when that is nothing.
  graph::EntryState index = {};
  /// Why nobody could tell whether it differs; empty: it does.
  std::string unclear = {};
};

/// What a look at a work tree needs. All of it outlives whoever looks, and threads share it.
struct WorkTreeSources {
  const RepositoryPlace& place;  ///< has a work tree
  const GitConfig& config;
  const PackFiles& packs;             ///< of the place's objects
  const IndexFile* index = nullptr;   ///< null: there is none
  CommandRunner* commands = nullptr;  ///< runs git; null: nobody may
};

/// The files of one repository that is not bare, with git's rules about which count. Belongs to one
/// thread, and costs little: each thread makes its own from the same sources.
class WorkTree {
 public:
  explicit WorkTree(const WorkTreeSources& sources);
  WorkTree(const WorkTree&) = delete;
  WorkTree& operator=(const WorkTree&) = delete;

  const WorkTreeSources& sources() const { return sources_; }

  /// The tree of HEAD's commit; nullopt when there is no commit yet.
  Result<std::optional<graph::ObjectId>> HeadTree() const;
  graph::TreeReader& trees() const { return *trees_; }

  /// Why only git can tell what has changed: a split index, core.ignoreCase. Nullopt: it need not
  /// be asked. The error says what else would help.
  std::optional<Error> NeedsGit() const;
  /// What differs from HEAD at or below `paths` (none: everywhere), as git says.
  Result<std::vector<FoundChange>> AllByGit(const std::vector<graph::RepoPath>& paths) const;
  /// Asks git about files whose content only git can tell, and takes those out of `files` that
  /// equal the index. Where git may not be run, or can't be, all of them stay, as unclear.
  void AskGit(std::vector<FoundChange>& files) const;
  /// Asks git once for what `ReadFile` will want of all these files.
  void PrepareToRead(const std::vector<FoundChange>& changes);
  /// From now on `ReadFile` gives the content of files, too, as long as all together have no more
  /// bytes.
  void KeepContents(std::size_t most) { contents_left_ = most; }

  /// Whether one of git's rules hides the path. Not under core.ignoreCase.
  bool IsIgnored(const graph::RepoPath& path, bool is_directory);
  /// The same everywhere: git is asked where only it can tell.
  Result<bool> IsIgnoredByGit(const graph::RepoPath& path, bool is_directory);

  /// A file as git would store it. `content` is set for a symbolic link: its text; for a file see
  /// `KeepContents`. Where only git
  /// can tell and it does not, `unclear` says why, and the id is like no other file's.
  struct FileState {
    graph::EntryState state;
    std::string content;
    std::string unclear;
  };
  /// What stands at `path` on disk, which lies in a directory that is there; absent when that is
  /// nothing or a plain directory. `tracked` is what git knows of the path, if anything.
  Result<FileState> ReadFile(const std::string& path, const graph::EntryState& tracked);

  enum class FileCheck { kSame, kDiffers, kAskGit };
  /// Whether `entry` is still what stands on disk, where `status` describes a file. Not for
  /// submodules.
  Result<FileCheck> CheckFile(const IndexEntry& entry, const IndexTime& index_written,
                              const struct stat& status);
  /// The commit at which a repository inside the work tree stands: none but zeros before its first
  /// one; nullopt where there is no repository. One that can't be read is an error, as to git.
  Result<std::optional<graph::ObjectId>> NestedHead(const std::string& path) const;
  /// A directory with a repository of its own, whose content git does not look at.
  bool IsNestedRepository(const std::string& path) const;

  const std::string& directory() const { return directory_; }
  std::string Absolute(const std::string& path) const { return directory_ + "/" + path; }
  bool is_sparse() const { return is_sparse_; }

 private:
  graph::FileMode ModeOf(const struct stat& status, graph::FileMode tracked) const;
  Status HashFile(const std::string& path, const graph::EntryState& tracked, FileState& file);
  void KeepContent(std::string content, FileState& file);
  ContentConversion ConversionAt(std::string_view path);
  Result<std::string> StoredBlob(const graph::ObjectId& id) const;
  std::optional<std::string> RuleText(const std::string& path) const;
  std::optional<graph::ObjectId> StoredRules(const std::string& path) const;

  WorkTreeSources sources_;
  std::string directory_;
  GitProgram git_;
  std::unique_ptr<StoreTreeReader> trees_;
  // Made when first needed.
  std::unique_ptr<LocalIgnores> ignores_;
  std::unique_ptr<LocalAttributes> attributes_;
  std::map<std::string, graph::ObjectId> ids_by_git_;  // of PrepareToRead
  std::size_t contents_left_ = 0;
  bool trust_mode_ = true;     // core.fileMode: the executable bit means something
  bool has_symlinks_ = true;   // core.symlinks: else links are files that hold their text
  bool trust_ctime_ = true;    // core.trustctime
  bool minimal_stat_ = false;  // core.checkStat = minimal
  bool is_sparse_ = false;     // core.sparseCheckout
  bool ignores_case_ = false;  // core.ignoreCase
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_WORK_TREE_H_
