// What the planner asks of a git repository. No git library shows here.
#ifndef DELTAPLAN_PLANNER_PORTS_GIT_REPOSITORY_H_
#define DELTAPLAN_PLANNER_PORTS_GIT_REPOSITORY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/symlinks.h"
#include "graph/tree_reader.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

struct CommitInfo {
  graph::ObjectId id;
  graph::ObjectId tree;
  std::int64_t time = 0;  ///< committer time, seconds since the epoch
  std::string author;     ///< name only
  std::string subject;    ///< first line of the message
};

/// What an abbreviated object name means. Only commits count (git's rule): a blob of the same
/// abbreviation does not make it ambiguous. An annotated tag counts as the commit it points to.
struct NoSuchCommit {};
struct AmbiguousCommit {
  std::vector<graph::ObjectId> candidates;  // sorted
};
using AbbreviationLookup = std::variant<graph::ObjectId, NoSuchCommit, AmbiguousCommit>;

/// What to do about an object that is there and can't be read.
inline constexpr const char* kDamagedRemedy =
    "The repository is damaged: run git fsck, and clone it again if need be.";

struct RepositoryFacts {
  std::string git_dir;  ///< absolute
  std::optional<std::string>
      work_dir;  ///< absolute, no trailing slash; nullopt in a bare repository
  bool is_shallow = false;
  bool is_partial = false;        ///< a promisor remote is configured (blobless or treeless clone)
  bool has_replace_refs = false;  ///< git follows refs/replace/, we do not: warned
  std::string remote;  ///< the upstream's remote, else "origin", else the only one; may be empty
  /// What people call it: the end of the remote's address, else its directory; may be empty.
  std::string name = {};
};

/// One path of the work tree that differs from HEAD.
struct WorkTreeChange {
  graph::RepoPath path;
  bool untracked = false;  ///< else: tracked and modified, deleted, or staged
  /// Why nobody could tell whether it differs, so that it counts as one that does; else empty.
  std::string unclear = {};
};

/// A whole tree that holds the work tree's content instead of HEAD's, made in memory only.
struct WorkTreeSnapshot {
  graph::ObjectId root;
  std::vector<WorkTreeChange> changes;  // sorted by path
};

/// A look for what differs in the work tree, which goes on beside what its owner does. Destroyed
/// before the repository.
class WorkTreeSearch {
 public:
  virtual ~WorkTreeSearch() = default;
  /// Sorted by path: staged, unstaged and untracked, after git's own ignore rules. For one call.
  virtual Result<std::vector<WorkTreeChange>> Wait() = 0;
};

/// One open repository. Used by one thread; `OpenTrees` gives further threads their own handle.
/// Inherits `CommitReader` for walks over history.
class GitRepository : public graph::CommitReader {
 public:
  virtual const RepositoryFacts& facts() const = 0;

  /// A revision as git understands it (branch, tag, HEAD~3, abbreviated SHA), peeled to a commit.
  /// Data, never an option: "--upload-pack=x" is just an unknown revision.
  virtual Result<CommitInfo> ResolveRevision(std::string_view revision) = 0;
  virtual Result<CommitInfo> ReadCommit(const graph::ObjectId& id) = 0;
  /// 4 to 40 hexadecimal digits. An error means that the store could not be read.
  virtual Result<AbbreviationLookup> FindAbbreviated(std::string_view hex) = 0;
  /// The commit that the git tag of exactly this name points to.
  virtual Result<std::optional<graph::ObjectId>> FindTag(std::string_view name) = 0;
  /// The names of the git tags that point to `commit`, sorted. Reads every tag.
  virtual Result<std::vector<std::string>> TagsAt(const graph::ObjectId& commit) = 0;
  /// The branch that the remote's own HEAD was on when it was cloned; nullopt where nobody has
  /// written it down.
  virtual std::optional<std::string> DefaultBranch(std::string_view remote) = 0;
  /// The names of the branches of a remote, as the last fetch left them; of "" the repository's
  /// own. Sorted; empty where they can't be listed.
  virtual std::vector<std::string> Branches(std::string_view remote) = 0;
  /// What `git rev-parse --short` prints (core.abbrev, number of objects, uniqueness).
  virtual Result<std::string> ShortSha(const graph::ObjectId& commit) = 0;

  /// Who git would say commits now: "Ada <ada@example.com>", from git's variables and settings;
  /// else the user's name in the system.
  virtual std::string Committer() = 0;

  /// A reader of trees with a handle of its own, for one thread. Trees of `SnapshotWorkTree` are
  /// found too.
  virtual Result<std::unique_ptr<graph::TreeReader>> OpenTrees() = 0;
  /// The content of a blob; also of symbolic links in a snapshot. An error when it is not in the
  /// clone.
  virtual Result<std::string> ReadBlob(const graph::ObjectId& id) = 0;

  /// Begins to look for what differs from HEAD at or below `paths` (empty: everywhere). Not for
  /// bare repositories.
  virtual Result<std::unique_ptr<WorkTreeSearch>> BeginWorkTreeChanges(
      std::vector<graph::RepoPath> paths) = 0;
  /// The same, at once.
  Result<std::vector<WorkTreeChange>> WorkTreeChanges(const std::vector<graph::RepoPath>& paths) {
    Result<std::unique_ptr<WorkTreeSearch>> search = BeginWorkTreeChanges(paths);
    if (!search) return std::move(search).error();
    return (*search)->Wait();
  }
  /// The symbolic links that git's index knows, for directories that are in a tree as they are in
  /// the index; null: nobody knows them.
  virtual const graph::KnownLinks* LinksOfIndex() { return nullptr; }
  /// HEAD's tree with all of `WorkTreeChanges({})` applied.
  virtual Result<WorkTreeSnapshot> SnapshotWorkTree() = 0;
  /// Whether a file may be believed that was found by its place and not named by anybody: it
  /// belongs to the user, to root or to the owner of the repository.
  virtual bool MayBeBelieved(const std::string& /*file*/) { return true; }
  /// True when git's own ignore rules hide `path` (relative to the root) in the work tree.
  virtual Result<bool> IsIgnoredByGit(const graph::RepoPath& path, bool is_directory) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_GIT_REPOSITORY_H_
