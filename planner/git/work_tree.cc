#include "planner/git/work_tree.h"

#include <cerrno>
#include <climits>
#include <cstring>
#include <fstream>
#include <git2.h>
#include <git2/sys/repository.h>
#include <unistd.h>
#include <utility>

#include "planner/git/commit_text.h"
#include "planner/git/object_reader.h"
#include "planner/git/work_tree_scan.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::ObjectId;
using IndexPtr = std::unique_ptr<git_index, Deleter<git_index_free>>;
using FilterListPtr = std::unique_ptr<git_filter_list, Deleter<git_filter_list_free>>;

Error FileError(const std::string& path) {
  return {"cannot read '" + path + "'", {std::strerror(errno)}, ""};
}

Result<std::string> LinkText(const std::string& path) {
  std::string text(PATH_MAX, '\0');
  const ssize_t length = ::readlink(path.c_str(), text.data(), text.size());
  if (length < 0) return FileError(path);
  text.resize(static_cast<std::size_t>(length));
  return text;
}

bool SameTime(const IndexTime& recorded, const timespec& now) {
  if (recorded.seconds != static_cast<std::uint32_t>(now.tv_sec)) return false;
  // Some writers of indexes record no nanoseconds.
  return recorded.nanoseconds == 0 ||
         recorded.nanoseconds == static_cast<std::uint32_t>(now.tv_nsec);
}

bool NotBefore(const IndexTime& time, const IndexTime& limit) {
  if (time.seconds != limit.seconds) return time.seconds > limit.seconds;
  return time.nanoseconds == 0 || limit.nanoseconds == 0 || time.nanoseconds >= limit.nanoseconds;
}

// The commit that a repository inside the work tree stands at.
std::optional<ObjectId> NestedHead(const std::string& directory, RepositoryPtr& repository) {
  if (git_repository_open_ext(OutPtr(repository), directory.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH,
                              nullptr) < 0) {
    return std::nullopt;
  }
  git_oid oid;
  if (git_reference_name_to_id(&oid, repository.get(), "HEAD") < 0) return std::nullopt;
  return FromOid(oid);
}

}  // namespace

WorkTree::WorkTree(git_repository& repository, const GitConfig& config)
    : repository_(repository),
      directory_(WithoutTrailingSlash(git_repository_workdir(&repository))),
      packs_(std::make_unique<const PackFiles>(ObjectsDirectory(repository))),
      trees_(std::make_unique<StoreTreeReader>(*packs_, ObjectsDirectory(repository),
                                               /*snapshots=*/nullptr, /*is_partial=*/false)),
      trust_mode_(config.GetBool("core.filemode", true)),
      has_symlinks_(config.GetBool("core.symlinks", true)),
      trust_ctime_(config.GetBool("core.trustctime", true)),
      minimal_stat_(config.Get("core.checkstat") == "minimal"),
      is_sparse_(config.GetBool("core.sparsecheckout", false)) {
  std::vector<std::string> ignore_files;
  const std::string config_home = Environment("XDG_CONFIG_HOME").value_or(ExpandHome("~/.config"));
  ignore_files.push_back(
      ExpandHome(config.Get("core.excludesfile").value_or(config_home + "/git/ignore")));
  ignore_files.push_back(std::string(git_repository_commondir(&repository)) + "info/exclude");
  // libgit2 would read the whole index for the sake of attributes; ours is enough.
  IndexPtr empty;
  if (git_index_new(OutPtr(empty)) == 0) git_repository_set_index(&repository, empty.get());
  ignores_ = std::make_unique<LocalIgnores>(directory_, ignore_files);
}

Result<WorkTree> WorkTree::Open(git_repository& repository, const GitConfig& config) {
  if (git_repository_is_bare(&repository) == 1) {
    return Error{"the repository at '" + std::string(git_repository_path(&repository)) +
                     "' is bare: it has no work tree",
                 {},
                 ""};
  }
  return WorkTree(repository, config);
}

Result<std::optional<ObjectId>> WorkTree::HeadTree() const {
  git_oid oid;
  const int status = git_reference_name_to_id(&oid, &repository_, "HEAD");
  if (status == GIT_ENOTFOUND) return std::optional<ObjectId>();
  if (status < 0) return GitError("cannot read HEAD");
  std::string bytes;
  if (trees_->objects().Read(FromOid(oid), GIT_OBJECT_COMMIT, bytes) < 0) {
    return GitError("cannot read HEAD's commit");
  }
  const std::optional<CommitText> commit = ParseCommit(bytes);
  if (!commit) return Error{"HEAD's commit is damaged", {}, "Run git fsck."};
  return std::optional(commit->tree);
}

Result<std::vector<FoundChange>> WorkTree::Changes(const std::vector<graph::RepoPath>& paths) {
  Result<std::optional<ObjectId>> head = HeadTree();
  if (!head) return std::move(head).error();
  const std::string index_path = std::string(git_repository_path(&repository_)) + "index";
  Result<std::optional<IndexFile>> index = IndexFile::Open(index_path);
  if (!index) return std::move(index).error();
  return ScanWorkTree(*this, *index, *head, paths);
}

bool WorkTree::IsIgnored(const graph::RepoPath& path, bool is_directory) {
  return ignores_->IsIgnored(path, is_directory);
}

FileMode WorkTree::ModeOf(const struct stat& status, FileMode tracked) const {
  if (S_ISLNK(status.st_mode)) return FileMode::kSymlink;
  if (!S_ISREG(status.st_mode)) return FileMode::kNone;
  if (!has_symlinks_ && tracked == FileMode::kSymlink) return FileMode::kSymlink;
  const bool executable =
      trust_mode_ ? (status.st_mode & S_IXUSR) != 0 : tracked == FileMode::kExecutable;
  return executable ? FileMode::kExecutable : FileMode::kFile;
}

Result<ObjectId> WorkTree::HashFile(const std::string& path, const EntryState& tracked) const {
  const std::string absolute = Absolute(path);
  git_oid oid;
  if (git_odb_hashfile(&oid, absolute.c_str(), GIT_OBJECT_BLOB) < 0) {
    return GitError("cannot read '" + absolute + "'");
  }
  const ObjectId unconverted = FromOid(oid);
  if (unconverted == tracked.id) return unconverted;
  FilterListPtr filters;
  if (git_filter_list_load(OutPtr(filters), &repository_, nullptr, path.c_str(), GIT_FILTER_TO_ODB,
                           GIT_FILTER_ALLOW_UNSAFE) < 0) {
    return GitError("cannot read the attributes of '" + path + "'");
  }
  if (!filters) return unconverted;
  git_buf converted = GIT_BUF_INIT;
  if (git_filter_list_apply_to_file(&converted, filters.get(), &repository_, path.c_str()) < 0) {
    return GitError("cannot convert '" + absolute + "'");
  }
  const ObjectId id = HashObject({converted.ptr, converted.size}, GIT_OBJECT_BLOB);
  git_buf_dispose(&converted);
  return id;
}

Result<WorkTree::FileState> WorkTree::ReadFile(const std::string& path,
                                               const EntryState& tracked) const {
  FileState result;
  struct stat status = {};
  if (::lstat(Absolute(path).c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return result;
    return FileError(Absolute(path));
  }
  if (S_ISDIR(status.st_mode)) {
    RepositoryPtr nested;
    const bool is_submodule = tracked.mode == FileMode::kSubmodule;
    if (is_submodule || IsNestedRepository(path)) {
      const std::optional<ObjectId> head = NestedHead(Absolute(path), nested);
      const ObjectId known = is_submodule ? tracked.id : ObjectId();
      result.state = {FileMode::kSubmodule, head.value_or(known)};
    }
    return result;
  }
  result.state.mode = ModeOf(status, tracked.mode);
  if (S_ISLNK(status.st_mode)) {
    Result<std::string> text = LinkText(Absolute(path));
    if (!text) return std::move(text).error();
    result.content = std::move(*text);
    result.state.id = HashObject(result.content, GIT_OBJECT_BLOB);
  } else if (result.state.Exists()) {
    Result<ObjectId> id = HashFile(path, tracked);
    if (!id) return std::move(id).error();
    result.state.id = *id;
  }
  return result;
}

Result<bool> WorkTree::FileDiffers(const IndexEntry& entry, const IndexTime& index_written,
                                   const struct stat& status) const {
  if (ModeOf(status, entry.state.mode) != entry.state.mode) return true;
  const bool same_size = entry.size == static_cast<std::uint32_t>(status.st_size);
  // git writes size 0 for a file that it could not vouch for.
  if (!same_size && entry.size != 0) return true;
  const bool same_change =
      minimal_stat_ || ((!trust_ctime_ || SameTime(entry.changed, status.st_ctim)) &&
                        entry.inode == static_cast<std::uint32_t>(status.st_ino) &&
                        entry.user == status.st_uid && entry.group == status.st_gid);
  const bool looks_same = same_size && same_change && SameTime(entry.modified, status.st_mtim);
  if (looks_same && !NotBefore(entry.modified, index_written)) return false;
  Result<FileState> now = ReadFile(std::string(entry.path), entry.state);
  if (!now) return std::move(now).error();
  return now->state != entry.state;
}

Result<bool> WorkTree::SubmoduleDiffers(const std::string& path, const ObjectId& recorded) const {
  RepositoryPtr nested;
  const std::optional<ObjectId> head = NestedHead(Absolute(path), nested);
  if (!head) return false;  // not populated
  if (*head != recorded) return true;
  Result<GitConfig> config = GitConfig::Load(*nested);
  if (!config) return std::move(config).error();
  Result<WorkTree> work_tree = Open(*nested, *config);
  if (!work_tree) return std::move(work_tree).error();
  Result<std::vector<FoundChange>> changes = work_tree->Changes({});
  if (!changes) return std::move(changes).error();
  return !changes->empty();
}

bool WorkTree::IsNestedRepository(const std::string& path) const {
  const std::string dot_git = Absolute(path) + "/.git";
  struct stat status = {};
  if (::lstat(dot_git.c_str(), &status) != 0) return false;
  if (S_ISDIR(status.st_mode)) return ::access((dot_git + "/HEAD").c_str(), F_OK) == 0;
  std::string start(8, '\0');
  std::ifstream(dot_git, std::ios::binary).read(start.data(), 8);
  return start == "gitdir: ";
}

}  // namespace deltaplan::planner
