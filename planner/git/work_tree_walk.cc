// HEAD's trees, the index and the directories on disk hold the same names in the same order once a
// directory's listing is sorted as git sorts a tree: by bytes, directories as if their names ended
// in a slash. So all three are merged in one recursive walk, like the fingers of three hands moving
// down three lists.
//
// Three things keep it quick: a directory whose tree the index remembers ("cached tree") and which
// equals HEAD's needs no look at HEAD below; a file whose times and size are the recorded ones is
// not read; and a thread that has nothing to do gets the next directory that another one meets. The
// finger on the index then moves past that directory, and a copy of it goes along.
#include "planner/git/work_tree_walk.h"

#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <iterator>
#include <string_view>
#include <sys/stat.h>
#include <utility>

#include "planner/git/directory_listing.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::RepoPath;
using graph::TreeEntry;

constexpr std::optional<EntryState> kGone = EntryState{};

// Whether the walk goes there. A file is no answer to a question about a path below it.
bool IsWanted(const WalkedDirectory& directory, const EntryName& name) {
  if (directory.wanted == nullptr) return true;
  const auto found = directory.wanted->below.find(name.text);
  return found != directory.wanted->below.end() && (name.is_directory || found->second.everything);
}

std::string PathOf(const WalkedDirectory& directory, std::string_view name) {
  std::string path;
  path.reserve(directory.prefix.size() + name.size() + 1);
  path += directory.prefix;
  path += name;
  return path;
}

class Walker {
 public:
  Walker(const WorkTreeSources& sources, SharedWalk& shared)
      : work_tree_(sources), index_(sources.index), shared_(shared) {}

  void Walk(WalkPiece piece) {
    cursor_ = piece.cursor;
    Walk(piece.directory, 0);
  }

  WalkFindings found;

 private:
  // The three lists of one directory, at what is looked at now.
  struct Here {
    DirectoryListing& listing;
    DiskItem* disk = nullptr;
    const TreeEntry* head = nullptr;
    const IndexEntry* entry = nullptr;
  };

  // False when this piece of the walk is at its end: something failed.
  bool Walk(WalkedDirectory& directory, std::size_t level);

  bool Fail(std::string where, Error error) {
    if (!found.failure || where < found.failure->where) {
      found.failure = {std::move(where), std::move(error)};
    }
    return false;
  }
  void Add(std::string path, bool untracked, std::optional<EntryState> instead = std::nullopt,
           const EntryState& index = {}) {
    found.changes.push_back(
        {RepoPath::FromCanonical(std::move(path)), untracked, instead, index, ""});
  }

  std::optional<EntryName> IndexName(const WalkedDirectory& directory) const;
  void SkipIndex(const std::string& path);

  bool List(const WalkedDirectory& directory, DirectoryListing& listing);
  bool OpenBelow(const WalkedDirectory& directory, std::string_view name, WalkedDirectory& child);
  bool VisitDirectory(const WalkedDirectory& directory, std::string_view name, const Here& here,
                      std::size_t level);
  bool VisitFile(const WalkedDirectory& directory, std::string_view name, Here here);
  void VisitUnlisted(std::string path, const DiskItem* disk, const EntryState& head);
  bool DiskDiffers(const WalkedDirectory& directory, std::string_view name, const IndexEntry& entry,
                   const DiskItem* disk, bool& differs);

  WorkTree work_tree_;
  const IndexFile* index_;
  SharedWalk& shared_;
  IndexFile::Cursor cursor_;
  std::deque<DirectoryListing> listings_;  // by depth below the piece's own directory
  std::string terminated_;                 // a name for the kernel
};

// The next name in the index that lies in the directory.
std::optional<EntryName> Walker::IndexName(const WalkedDirectory& directory) const {
  const IndexEntry* entry = cursor_.entry();
  if (entry == nullptr || !entry->path.starts_with(directory.prefix)) return std::nullopt;
  const std::string_view rest = entry->path.substr(directory.prefix.size());
  const std::size_t slash = rest.find('/');
  return EntryName{rest.substr(0, slash), slash != std::string_view::npos};
}

// Moves the index past `path`, and all below when it ends in a slash.
void Walker::SkipIndex(const std::string& path) {
  const auto covers = [&path](std::string_view candidate) {
    return path.ends_with('/') ? candidate.starts_with(path) : candidate == path;
  };
  for (const IndexEntry* entry = cursor_.entry(); entry != nullptr && covers(entry->path);
       entry = cursor_.entry()) {
    cursor_.Next();
  }
}

bool Walker::List(const WalkedDirectory& directory, DirectoryListing& listing) {
  if (!directory.fd.is_open()) {
    listing.Clear();
    return true;
  }
  if (directory.wanted != nullptr) {
    std::vector<std::string_view> names;
    for (const auto& [name, below] : directory.wanted->below) names.emplace_back(name);
    listing.Stat(directory.fd.get(), names);
    return true;
  }
  if (listing.Read(directory.fd.get())) return true;
  if (errno == ENOENT) {  // removed since it was opened
    listing.Clear();
    return true;
  }
  return Fail(
      directory.prefix,
      {"cannot list '" + work_tree_.Absolute(directory.prefix) + "'", {std::strerror(errno)}, ""});
}

bool Walker::Walk(WalkedDirectory& directory, std::size_t level) {
  if (shared_.IsStopped()) return false;
  if (directory.depth > graph::kDeepestTree) {
    return Fail(directory.prefix, {"a directory of the work tree lies inside of more than " +
                                       std::to_string(graph::kDeepestTree) + " others",
                                   {"it begins with '" + directory.prefix.substr(0, 80) + "'"},
                                   "Remove it."});
  }
  if (level == listings_.size()) listings_.emplace_back();
  DirectoryListing& listing = listings_[level];
  if (!List(directory, listing)) return false;
  std::string raw;
  std::vector<TreeEntry> head;
  if (!directory.unlisted && directory.cached != nullptr && directory.cached->id &&
      directory.cached->id == directory.head) {
    directory.index_equals_head = true;
  }
  if (directory.head && !directory.index_equals_head) {
    if (const auto failed = graph::ReadEntries(work_tree_.trees(), *directory.head, raw, head)) {
      return Fail(directory.prefix,
                  {"cannot read HEAD's tree " + failed->id.ToHex(), {failed->detail}, ""});
    }
  }
  auto disk = listing.items().begin();
  auto tree = head.begin();
  while (true) {
    const std::optional<EntryName> in_index = IndexName(directory);
    std::optional<EntryName> next = in_index;
    if (disk != listing.items().end() && (!next || disk->name < *next)) next = disk->name;
    if (tree != head.end()) {
      const EntryName name{tree->name, tree->state.IsTree()};
      if (!next || name < *next) next = name;
    }
    if (!next) return true;

    const bool is_on_disk = disk != listing.items().end() && disk->name == *next;
    const bool is_in_head =
        tree != head.end() && EntryName{tree->name, tree->state.IsTree()} == *next;
    const Here here{.listing = listing,
                    .disk = is_on_disk ? &*disk : nullptr,
                    .head = is_in_head ? &*tree : nullptr,
                    .entry = in_index == next ? cursor_.entry() : nullptr};
    const bool is_directory = next->is_directory;
    // A name in the index would not stay where it is: the walk moves on there.
    const std::string only_in_index(is_on_disk || is_in_head ? std::string_view() : next->text);
    std::string_view name = only_in_index;
    if (is_in_head) name = tree->name;
    if (is_on_disk) name = disk->name.text;
    if (!IsWanted(directory, {name, is_directory})) {
      if (here.entry != nullptr) SkipIndex(PathOf(directory, name) + (is_directory ? "/" : ""));
    } else if (is_directory) {
      if (!VisitDirectory(directory, name, here, level)) return false;
    } else if (!VisitFile(directory, name, here)) {
      return false;
    }
    if (is_on_disk) ++disk;
    if (is_in_head) ++tree;
  }
}

bool Walker::OpenBelow(const WalkedDirectory& directory, std::string_view name,
                       WalkedDirectory& child) {
  terminated_ = name;
  const int fd = ::openat(directory.fd.get(), terminated_.c_str(),
                          O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  // Gone since its parent was listed, or something else now: like one that was never there.
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP)) return true;
  if (fd < 0) {
    Error error{"cannot open the directory '" + work_tree_.Absolute(PathOf(directory, name)) + "'",
                {std::strerror(errno)},
                ""};
    return Fail(PathOf(directory, name) + "/", std::move(error));
  }
  child.fd = FileDescriptor(fd);
  return true;
}

bool Walker::VisitDirectory(const WalkedDirectory& directory, std::string_view name,
                            const Here& here, std::size_t level) {
  if (here.disk != nullptr && here.disk->taken) return true;
  WalkedDirectory child;
  child.prefix = PathOf(directory, name);
  child.prefix += '/';
  child.depth = directory.depth + 1;
  if (directory.wanted != nullptr) {
    const WantedPaths& wanted = directory.wanted->below.find(name)->second;
    if (!wanted.everything) child.wanted = &wanted;
  }
  child.unlisted = directory.unlisted;
  child.index_equals_head = directory.index_equals_head;
  if (directory.cached != nullptr) child.cached = directory.cached->Child(name);
  if (here.head != nullptr) child.head = here.head->state.id;
  if (here.entry != nullptr &&
      here.entry->path == child.prefix) {  // a sparse directory: one entry for all below
    const EntryState state = here.entry->state;
    if (!directory.index_equals_head && child.head != state.id) {
      Add(PathOf(directory, name), false, state);
    }
    child.head = state.id;
    child.index_equals_head = false;
    child.unlisted = true;
    cursor_.Next();
  }
  if (here.entry == nullptr && here.head == nullptr) {  // nothing tracked below
    std::string path = PathOf(directory, name);
    if (work_tree_.IsIgnored(RepoPath::FromCanonical(path), true)) return true;
    if (work_tree_.IsNestedRepository(path)) {
      if (child.wanted == nullptr) Add(std::move(path), true);
      return true;
    }
    child.unlisted = false;
  }
  if (here.disk != nullptr && !OpenBelow(directory, name, child)) return false;
  if (!child.fd.is_open() && child.unlisted) return true;
  if (!shared_.HasRoom()) return Walk(child, level + 1);
  IndexFile::Cursor cursor = cursor_;
  SkipIndex(child.prefix);
  shared_.Add({std::move(child), std::move(cursor)});
  return true;
}

bool Walker::VisitFile(const WalkedDirectory& directory, std::string_view name, Here here) {
  if (directory.unlisted && here.head != nullptr) {
    VisitUnlisted(PathOf(directory, name), here.disk, here.head->state);
    return true;
  }
  if (here.entry == nullptr) {
    std::string path = PathOf(directory, name);
    if (here.head != nullptr) {  // removed from the index
      Add(std::move(path), false, here.disk == nullptr ? kGone : std::nullopt);
    } else if (!work_tree_.IsIgnored(RepoPath::FromCanonical(path), false)) {
      Add(std::move(path), true);
    }
    return true;
  }
  const IndexEntry& entry = *here.entry;
  if (entry.state.mode == FileMode::kSubmodule) {
    // Its directory comes later in the order of names.
    for (DiskItem& item : here.listing.items()) {
      if (!item.name.is_directory || item.name.text != name) continue;
      item.taken = true;
      here.disk = &item;
    }
  }
  const bool is_staged =
      !directory.index_equals_head && (here.head == nullptr || here.head->state != entry.state);
  const bool is_hidden =
      entry.assume_valid ||
      (entry.skip_worktree &&
       !(work_tree_.is_sparse() && (here.disk != nullptr || here.listing.HasDirectory(name))));
  bool differs = is_staged || entry.unmerged || entry.intent_to_add;
  if (!differs && !is_hidden && !DiskDiffers(directory, name, entry, here.disk, differs)) {
    return false;
  }
  if (!differs && !entry.unmerged) {  // the only entry of its path
    cursor_.Next();
    return true;
  }
  const EntryState index = entry.unmerged ? EntryState{} : entry.state;
  const std::string path = PathOf(directory, name);
  if (is_hidden) {
    Add(path, false, entry.state, index);
  } else {
    Add(path, false, here.disk == nullptr ? kGone : std::nullopt, index);
  }
  SkipIndex(path);
  return true;
}

void Walker::VisitUnlisted(std::string path, const DiskItem* disk, const EntryState& head) {
  if (disk == nullptr) return;
  found.unlisted.push_back(
      {RepoPath::FromCanonical(std::move(path)), false, std::nullopt, head, ""});
}

bool Walker::DiskDiffers(const WalkedDirectory& directory, std::string_view name,
                         const IndexEntry& entry, const DiskItem* disk, bool& differs) {
  if (disk == nullptr) {
    differs = true;
    return true;
  }
  const auto change = [&] {
    return FoundChange{RepoPath::FromCanonical(PathOf(directory, name)), false, std::nullopt,
                       entry.state, ""};
  };
  if (disk->name.is_directory) {
    found.submodules.push_back({change(), entry.state.id});
    return true;
  }
  struct stat status = {};
  terminated_ = name;
  if (::fstatat(directory.fd.get(), terminated_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    differs = true;  // gone since the directory was listed
    return true;
  }
  Result<WorkTree::FileCheck> check = work_tree_.CheckFile(entry, index_->written(), status);
  if (!check) return Fail(PathOf(directory, name), std::move(check).error());
  if (*check == WorkTree::FileCheck::kAskGit) found.by_git.push_back(change());
  differs = *check == WorkTree::FileCheck::kDiffers;
  return true;
}

// Ends the walk of all threads when this one leaves it by an exception.
class StopUnlessDone {
 public:
  explicit StopUnlessDone(SharedWalk& shared) : shared_(shared) {}
  StopUnlessDone(const StopUnlessDone&) = delete;
  StopUnlessDone& operator=(const StopUnlessDone&) = delete;
  ~StopUnlessDone() {
    if (!is_done_) shared_.Stop();
  }
  void Done() { is_done_ = true; }

 private:
  SharedWalk& shared_;
  bool is_done_ = false;
};

}  // namespace

WantedPaths WantedPaths::Of(const std::vector<RepoPath>& paths) {
  WantedPaths root;
  root.everything = paths.empty();
  for (const RepoPath& path : paths) {
    WantedPaths* node = &root;
    for (std::string_view rest = path.bytes(); !rest.empty();) {
      const std::size_t slash = rest.find('/');
      node = &node->below[std::string(rest.substr(0, slash))];
      rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
    node->everything = true;
  }
  return root;
}

void WalkFindings::Append(WalkFindings other) {
  std::move(other.changes.begin(), other.changes.end(), std::back_inserter(changes));
  std::move(other.by_git.begin(), other.by_git.end(), std::back_inserter(by_git));
  std::move(other.unlisted.begin(), other.unlisted.end(), std::back_inserter(unlisted));
  std::move(other.submodules.begin(), other.submodules.end(), std::back_inserter(submodules));
  if (other.failure && (!failure || other.failure->where < failure->where)) {
    failure = std::move(other.failure);
  }
}

WalkFindings WalkPieces(const WorkTreeSources& sources, SharedWalk& shared) {
  StopUnlessDone end(shared);
  Walker walker(sources, shared);
  while (std::optional<WalkPiece> piece = shared.Take()) {
    walker.Walk(*std::move(piece));
    shared.Done();
  }
  end.Done();
  return std::move(walker.found);
}

}  // namespace deltaplan::planner
