#include "planner/git/work_tree.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <git2.h>
#include <set>
#include <unistd.h>
#include <utility>

#include "planner/git/commit_text.h"
#include "planner/git/object_reader.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::ObjectId;

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

// Whether git looks into the file although all that the index recorded of it is the same. By
// seconds, as it is built everywhere (without USE_NSEC: git's is_racy_stat): nanoseconds would tell
// that nobody has written it since, but rules of conversion may have changed, and then git calls it
// changed.
bool IsRacilyClean(const IndexTime& modified, const IndexTime& index_written) {
  return modified.seconds >= index_written.seconds;
}

// The file that a setting names, else the user's own in the place that git looks at.
std::optional<std::string> UserFile(const GitConfig& config, std::string_view setting,
                                    const std::string& name) {
  if (const std::optional<std::string> path = config.Get(setting)) return ExpandHome(*path);
  const std::optional<std::string> home = Environment("XDG_CONFIG_HOME");
  return home ? *home + "/git/" + name : ExpandHome("~/.config/git/" + name);
}

}  // namespace

WorkTree::WorkTree(const WorkTreeSources& sources)
    : sources_(sources),
      directory_(*sources.place.work_dir),
      git_(sources.commands, {sources.place.git_dir, directory_, sources.place.index_file}),
      trees_(std::make_unique<StoreTreeReader>(sources.packs, sources.place.objects,
                                               /*snapshots=*/nullptr, /*is_partial=*/false)),
      trust_mode_(sources.config.GetBool("core.filemode", true)),
      has_symlinks_(sources.config.GetBool("core.symlinks", true)),
      trust_ctime_(sources.config.GetBool("core.trustctime", true)),
      minimal_stat_(sources.config.Get("core.checkstat") == "minimal"),
      is_sparse_(sources.config.GetBool("core.sparsecheckout", false)),
      ignores_case_(sources.config.GetBool("core.ignorecase", false)) {}

Result<std::optional<ObjectId>> WorkTree::HeadTree() const {
  git_oid oid;
  const int status = git_reference_name_to_id(&oid, sources_.place.repository.get(), "HEAD");
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

std::optional<Error> WorkTree::NeedsGit() const {
  if (sources_.index != nullptr && sources_.index->is_split()) {
    return Error{"the index '" + sources_.place.index_file + "' is split: only git can read it",
                 {},
                 "Let git be run, or join it: git update-index --no-split-index"};
  }
  if (ignores_case_) {
    return Error{"core.ignoreCase is true: only git can tell what has changed",
                 {},
                 "Let git be run, or, on a file system that knows case: git config "
                 "core.ignoreCase false"};
  }
  return std::nullopt;
}

Result<std::vector<FoundChange>> WorkTree::AllByGit(
    const std::vector<graph::RepoPath>& paths) const {
  std::vector<std::string> names;
  for (const graph::RepoPath& path : paths) names.push_back(path.bytes());
  const bool is_everything = std::ranges::any_of(paths, &graph::RepoPath::IsRoot);
  if (is_everything) names.clear();
  Result<std::vector<GitStatus>> found = git_.Status(names);
  if (!found) return std::move(found).error();
  std::vector<FoundChange> changes;
  for (const GitStatus& status : *found) {
    std::optional<graph::RepoPath> path = graph::RepoPath::Parse(status.path);
    if (!path) return Error{"git names the path '" + status.path + "'", {}, ""};
    const bool is_asked = names.empty() || std::ranges::any_of(paths, [&](const auto& asked) {
                            return asked.Contains(*path);
                          });
    if (!is_asked) continue;
    FoundChange change{*std::move(path), status.untracked, std::nullopt, status.index, ""};
    struct stat on_disk = {};
    const bool is_there = ::lstat(Absolute(status.path).c_str(), &on_disk) == 0;
    if (status.is_gone || !is_there) change.instead = EntryState{};
    // As in the index, whatever stands on disk: a sparse checkout, assume-unchanged.
    if (status.is_staged && !status.on_disk && status.index.Exists()) change.instead = status.index;
    changes.push_back(std::move(change));
  }
  return changes;
}

void WorkTree::AskGit(std::vector<FoundChange>& files) const {
  if (files.empty()) return;
  std::vector<std::string> paths;
  for (const FoundChange& file : files) paths.push_back(file.path.bytes());
  const Result<std::vector<GitStatus>> found = git_.Status(paths);
  if (!found) {
    for (FoundChange& file : files) file.unclear = found.error().InOneLine();
    return;
  }
  std::set<std::string_view> changed;
  for (const GitStatus& status : *found) changed.insert(status.path);
  std::erase_if(files,
                [&](const FoundChange& file) { return !changed.contains(file.path.bytes()); });
}

void WorkTree::PrepareToRead(const std::vector<FoundChange>& changes) {
  std::vector<std::string> paths;
  for (const FoundChange& change : changes) {
    struct stat status = {};
    const std::string& path = change.path.bytes();
    if (change.instead || ::lstat(Absolute(path).c_str(), &status) != 0) continue;
    if (S_ISREG(status.st_mode) && !ConversionAt(path).by_git.empty()) paths.push_back(path);
  }
  if (paths.empty()) return;
  const Result<std::vector<ObjectId>> ids = git_.Hash(paths);
  if (!ids) return;  // ReadFile asks again, and says what is wrong with which file
  for (std::size_t i = 0; i < paths.size(); ++i) ids_by_git_.emplace(paths[i], (*ids)[i]);
}

bool WorkTree::IsIgnored(const graph::RepoPath& path, bool is_directory) {
  if (!ignores_) {
    std::vector<std::string> files;
    if (const auto of_user = UserFile(sources_.config, "core.excludesfile", "ignore")) {
      files.push_back(*of_user);
    }
    files.push_back(sources_.place.common_dir + "/info/exclude");
    ignores_ = std::make_unique<LocalIgnores>(
        files, [this](const std::string& rules) { return RuleText(rules); });
  }
  return ignores_->IsIgnored(path, is_directory);
}

Result<bool> WorkTree::IsIgnoredByGit(const graph::RepoPath& path, bool is_directory) {
  if (!ignores_case_) return IsIgnored(path, is_directory);
  return git_.IsIgnored(path.bytes());
}

ContentConversion WorkTree::ConversionAt(std::string_view path) {
  if (!attributes_) {
    std::vector<std::string> files;
    if (!Environment("GIT_ATTR_NOSYSTEM")) files.emplace_back("/etc/gitattributes");
    if (const auto of_user = UserFile(sources_.config, "core.attributesfile", "attributes")) {
      files.push_back(*of_user);
    }
    attributes_ = std::make_unique<LocalAttributes>(
        files, [this](const std::string& rules) { return RuleText(rules); },
        sources_.place.common_dir + "/info/attributes");
  }
  return ConversionOf(attributes_->Of(path), sources_.config);
}

std::optional<std::string> WorkTree::RuleText(const std::string& path) const {
  // git does not follow links to such files either.
  if (std::optional<std::string> text = ReadWhole(Absolute(path), O_NOFOLLOW)) return text;
  const std::optional<ObjectId> stored = StoredRules(path);
  if (!stored) return std::nullopt;
  // A blobless clone may lack it. Without its rules nothing is hidden.
  Result<std::string> text = StoredBlob(*stored);
  return text ? std::optional(*std::move(text)) : std::nullopt;
}

// What the index has at the path of a rule file that is not on disk.
std::optional<ObjectId> WorkTree::StoredRules(const std::string& path) const {
  if (sources_.index == nullptr) return std::nullopt;
  const auto& rule_files = sources_.index->rule_files();
  if (const auto known = rule_files.find(path); known != rule_files.end()) {
    return known->second;
  }
  const auto& directories = sources_.index->sparse_directories();
  if (directories.empty()) return std::nullopt;
  for (std::size_t slash = path.find('/'); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const auto sparse = directories.find(std::string_view(path).substr(0, slash + 1));
    if (sparse == directories.end()) continue;
    EntryState state{FileMode::kTree, sparse->second};
    for (std::string_view rest = std::string_view(path).substr(slash + 1); !rest.empty();) {
      const std::string_view name = rest.substr(0, rest.find('/'));
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
      std::string raw;
      std::vector<graph::TreeEntry> entries;
      if (!state.IsTree() || graph::ReadEntries(*trees_, state.id, raw, entries)) {
        return std::nullopt;
      }
      const graph::TreeEntry* entry = graph::FindEntry(entries, name);
      if (entry == nullptr) return std::nullopt;
      state = entry->state;
    }
    const bool is_file = state.mode == FileMode::kFile || state.mode == FileMode::kExecutable;
    return is_file ? std::optional(state.id) : std::nullopt;
  }
  return std::nullopt;
}

Result<std::string> WorkTree::StoredBlob(const ObjectId& id) const {
  std::string bytes;
  if (trees_->objects().Read(id, GIT_OBJECT_BLOB, bytes) < 0) {
    return GitError("cannot read the blob " + id.ToHex());
  }
  return bytes;
}

FileMode WorkTree::ModeOf(const struct stat& status, FileMode tracked) const {
  if (S_ISLNK(status.st_mode)) return FileMode::kSymlink;
  if (!S_ISREG(status.st_mode)) return FileMode::kNone;
  if (!has_symlinks_ && tracked == FileMode::kSymlink) return FileMode::kSymlink;
  const bool executable =
      trust_mode_ ? (status.st_mode & S_IXUSR) != 0 : tracked == FileMode::kExecutable;
  return executable ? FileMode::kExecutable : FileMode::kFile;
}

Status WorkTree::HashFile(const std::string& path, const EntryState& tracked, FileState& file) {
  const std::string absolute = Absolute(path);
  const ContentConversion conversion = ConversionAt(path);
  if (conversion.IsNone()) {
    struct stat status = {};
    const bool is_small = contents_left_ > 0 && ::lstat(absolute.c_str(), &status) == 0 &&
                          static_cast<std::size_t>(status.st_size) <= contents_left_;
    if (is_small) {
      std::optional<std::string> content = ReadWhole(absolute);
      if (!content) return FileError(absolute);
      file.state.id = HashObject(*content, GIT_OBJECT_BLOB);
      KeepContent(*std::move(content), file);
      return Ok();
    }
    git_oid oid;
    if (git_odb_hashfile(&oid, absolute.c_str(), GIT_OBJECT_BLOB) < 0) {
      return GitError("cannot read '" + absolute + "'");
    }
    file.state.id = FromOid(oid);
    return Ok();
  }
  if (const auto known = ids_by_git_.find(path); known != ids_by_git_.end()) {
    file.state.id = known->second;
    return Ok();
  }
  if (!conversion.by_git.empty()) {
    const Result<std::vector<ObjectId>> ids = git_.Hash({path});
    if (ids) {
      file.state.id = ids->front();
      return Ok();
    }
    file.unclear = ids.error().InOneLine();
  }
  std::optional<std::string> content = ReadWhole(absolute);
  if (!content) return FileError(absolute);
  if (!file.unclear.empty()) {
    file.state.id = HashObject(*content, GIT_OBJECT_TREE);  // no file has the id of a tree
    return Ok();
  }
  bool keeps_crlf = false;
  const bool is_file = tracked.mode == FileMode::kFile || tracked.mode == FileMode::kExecutable;
  if (is_file && conversion.line_ends == ContentConversion::LineEnds::kToLfIfText &&
      content->find("\r\n") != std::string::npos) {
    Result<std::string> stored = StoredBlob(tracked.id);
    if (!stored) return std::move(stored).error();
    keeps_crlf = StoresCrLf(*stored);
  }
  std::string stored = Convert(*std::move(content), conversion, keeps_crlf);
  file.state.id = HashObject(stored, GIT_OBJECT_BLOB);
  KeepContent(std::move(stored), file);
  return Ok();
}

void WorkTree::KeepContent(std::string content, FileState& file) {
  if (content.size() > contents_left_) return;
  contents_left_ -= content.size();
  file.content = std::move(content);
}

Result<WorkTree::FileState> WorkTree::ReadFile(const std::string& path, const EntryState& tracked) {
  FileState result;
  struct stat status = {};
  if (::lstat(Absolute(path).c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return result;
    return FileError(Absolute(path));
  }
  if (S_ISDIR(status.st_mode)) {
    const bool is_submodule = tracked.mode == FileMode::kSubmodule;
    if (is_submodule || IsNestedRepository(path)) {
      const Result<std::optional<ObjectId>> head = NestedHead(path);
      if (!head) result.unclear = head.error().InOneLine();
      const ObjectId known = is_submodule && head ? tracked.id : ObjectId();
      result.state = {FileMode::kSubmodule, head ? head->value_or(known) : known};
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
    Status hashed = HashFile(path, tracked, result);
    const bool is_gone = !hashed && ::lstat(Absolute(path).c_str(), &status) != 0;
    if (is_gone) return FileState();
    if (!hashed) return std::move(hashed).error();
  }
  return result;
}

Result<WorkTree::FileCheck> WorkTree::CheckFile(const IndexEntry& entry,
                                                const IndexTime& index_written,
                                                const struct stat& status) {
  if (ModeOf(status, entry.state.mode) != entry.state.mode) return FileCheck::kDiffers;
  const bool same_size = entry.size == static_cast<std::uint32_t>(status.st_size);
  // git writes size 0 for a file that it could not vouch for.
  if (!same_size && entry.size != 0) return FileCheck::kDiffers;
  const bool same_change =
      minimal_stat_ || ((!trust_ctime_ || SameTime(entry.changed, status.st_ctim)) &&
                        entry.inode == static_cast<std::uint32_t>(status.st_ino) &&
                        entry.user == status.st_uid && entry.group == status.st_gid);
  const bool looks_same = same_size && same_change && SameTime(entry.modified, status.st_mtim);
  if (looks_same && !IsRacilyClean(entry.modified, index_written)) return FileCheck::kSame;
  if (S_ISREG(status.st_mode) && !ConversionAt(entry.path).by_git.empty()) {
    return FileCheck::kAskGit;
  }
  Result<FileState> now = ReadFile(std::string(entry.path), entry.state);
  if (!now) return std::move(now).error();
  return now->state == entry.state ? FileCheck::kSame : FileCheck::kDiffers;
}

Result<std::optional<ObjectId>> WorkTree::NestedHead(const std::string& path) const {
  const std::string directory = Absolute(path);
  struct stat status = {};
  if (::lstat((directory + "/.git").c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<ObjectId>();
    return FileError(directory + "/.git");
  }
  RepositoryPtr repository;
  if (git_repository_open_ext(OutPtr(repository), directory.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH,
                              nullptr) < 0) {
    return GitError("cannot open the repository in '" + directory + "'");
  }
  git_oid oid;
  const int found = git_reference_name_to_id(&oid, repository.get(), "HEAD");
  if (found == GIT_ENOTFOUND) return std::optional(ObjectId());
  if (found < 0) return GitError("cannot read HEAD of the repository in '" + directory + "'");
  return std::optional(FromOid(oid));
}

bool WorkTree::IsNestedRepository(const std::string& path) const {
  const std::string dot_git = Absolute(path) + "/.git";
  struct stat status = {};
  if (::lstat(dot_git.c_str(), &status) != 0) return false;
  if (S_ISDIR(status.st_mode)) return ::access((dot_git + "/HEAD").c_str(), F_OK) == 0;
  if (!S_ISREG(status.st_mode)) return false;
  return FileText(dot_git).starts_with("gitdir: ");
}

}  // namespace deltaplan::planner
