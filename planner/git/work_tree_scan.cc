// HEAD's trees, the index and the directories on disk hold the same names in the same order once a
// directory's listing is sorted as git sorts a tree: by bytes, directories as if their names ended
// in a slash. So all three are merged in one recursive walk, like the fingers of three hands moving
// down three lists.
//
// Two things keep it quick: a directory whose tree the index remembers ("cached tree") and which
// equals HEAD's needs no look at HEAD below; and a file whose times and size are the recorded ones
// is not read.
#include "planner/git/work_tree_scan.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <tuple>
#include <utility>

#include "graph/drop_doubles.h"
#include "planner/git/git_handles.h"
#include "planner/system/file_descriptor.h"

namespace deltaplan::planner {
namespace {

using graph::EntryState;
using graph::FileMode;
using graph::ObjectId;
using graph::RepoPath;
using graph::TreeEntry;

constexpr std::optional<EntryState> kGone = EntryState{};

// A name in git's order.
struct Name {
  std::string_view text;
  bool is_directory = false;

  friend bool operator==(const Name&, const Name&) = default;
  friend bool operator<(const Name& left, const Name& right) {
    const std::size_t shared = std::min(left.text.size(), right.text.size());
    const int order = std::memcmp(left.text.data(), right.text.data(), shared);
    if (order != 0) return order < 0;
    return left.At(shared) < right.At(shared);
  }

 private:
  int At(std::size_t position) const {
    if (position < text.size()) return static_cast<unsigned char>(text[position]);
    return position == text.size() && is_directory ? '/' : -1;
  }
};

struct DiskItem {
  std::string name;
  bool is_directory = false;
  bool taken = false;  // the directory of a submodule, met under the submodule's own name
};

// The paths that somebody asked for, as a tree.
struct Wanted {
  bool everything = false;  // this path and all below
  std::map<std::string, Wanted, std::less<>> below;
};

void CloseDirectory(DIR* stream) { ::closedir(stream); }

// One directory during the walk.
struct Directory {
  std::string prefix;  // its path and a slash; empty for the root
  std::size_t depth = 0;
  FileDescriptor fd;               // not open: not on disk
  const Wanted* wanted = nullptr;  // null: everything
  std::optional<ObjectId> head;    // HEAD's tree here
  const CachedTree* cached = nullptr;
  bool index_equals_head = false;  // here and below; HEAD's tree is then not read
  // The index says nothing about files here but that those on disk should be HEAD's: in a directory
  // that a sparse index holds as one entry, and where nothing was ever checked out.
  bool unlisted = false;
};

// Whether the walk goes there. A file is no answer to a question about a path below it.
bool IsWanted(const Directory& directory, const std::string& name, bool is_directory) {
  if (directory.wanted == nullptr) return true;
  const auto found = directory.wanted->below.find(name);
  return found != directory.wanted->below.end() && (is_directory || found->second.everything);
}

// Whether a directory of that name is among the sorted `items`.
bool HasDirectory(const std::vector<DiskItem>& items, const std::string& name) {
  const auto found = std::lower_bound(items.begin(), items.end(), Name{name, true},
                                      [](const DiskItem& item, const Name& wanted) {
                                        return Name{item.name, item.is_directory} < wanted;
                                      });
  return found != items.end() && found->is_directory && found->name == name;
}

class Scan {
 public:
  Scan(WorkTree& work_tree, const IndexFile& index)
      : work_tree_(work_tree), index_(index), cursor_(index) {}

  // False when error_ is set.
  bool Walk(Directory& directory);

  std::vector<FoundChange> changes_;
  std::vector<FoundChange> by_git_;  // only git can tell whether these have changed
  std::optional<Error> error_;

 private:
  bool Fail(Error error) {
    error_ = std::move(error);
    return false;
  }
  void Add(std::string path, bool untracked, std::optional<EntryState> instead = std::nullopt,
           const EntryState& index = {}) {
    changes_.push_back({RepoPath::FromCanonical(std::move(path)), untracked, instead, index, ""});
  }

  std::optional<Name> IndexName(const Directory& directory) const;
  void SkipIndex(const std::string& path);

  bool List(const Directory& directory, std::vector<DiskItem>& items);
  bool OpenBelow(const Directory& directory, const std::string& name, Directory& child);
  bool VisitDirectory(const Directory& directory, const std::string& name, const DiskItem* disk,
                      const TreeEntry* head, const IndexEntry* entry);
  bool VisitFile(const Directory& directory, const std::string& name, std::vector<DiskItem>& items,
                 DiskItem* disk, const TreeEntry* head, const IndexEntry* entry);
  bool VisitUnlisted(const std::string& path, const DiskItem* disk, const EntryState& head);
  bool DiskDiffers(const Directory& directory, const std::string& name, const IndexEntry& entry,
                   const DiskItem* disk, bool& differs);

  WorkTree& work_tree_;
  const IndexFile& index_;
  IndexFile::Cursor cursor_;
};

// The next name in the index that lies in the directory.
std::optional<Name> Scan::IndexName(const Directory& directory) const {
  const IndexEntry* entry = cursor_.entry();
  if (entry == nullptr || !entry->path.starts_with(directory.prefix)) return std::nullopt;
  const std::string_view rest = entry->path.substr(directory.prefix.size());
  const std::size_t slash = rest.find('/');
  return Name{rest.substr(0, slash), slash != std::string_view::npos};
}

// Moves the index past `path`, and all below when it ends in a slash.
void Scan::SkipIndex(const std::string& path) {
  const auto covers = [&path](std::string_view candidate) {
    return path.ends_with('/') ? candidate.starts_with(path) : candidate == path;
  };
  for (const IndexEntry* entry = cursor_.entry(); entry != nullptr && covers(entry->path);
       entry = cursor_.entry()) {
    cursor_.Next();
  }
}

bool Scan::List(const Directory& directory, std::vector<DiskItem>& items) {
  if (!directory.fd.is_open()) return true;
  const std::string path = work_tree_.directory() + "/" + directory.prefix;
  const auto add = [&items, &directory](const char* name) {
    struct stat status = {};
    if (::fstatat(directory.fd.get(), name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    const bool is_directory = S_ISDIR(status.st_mode);
    // Sockets and the like are nothing to git.
    if (is_directory || S_ISREG(status.st_mode) || S_ISLNK(status.st_mode)) {
      items.push_back({name, is_directory});
    }
  };
  if (directory.wanted != nullptr) {
    for (const auto& [name, below] : directory.wanted->below) add(name.c_str());
  } else {
    // The stream closes what it reads from, so it gets a descriptor of its own.
    const int fd = ::openat(directory.fd.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, Deleter<CloseDirectory>> stream(fd < 0 ? nullptr : ::fdopendir(fd));
    if (!stream) return Fail({"cannot list '" + path + "'", {std::strerror(errno)}, ""});
    while (const dirent* entry = ::readdir(stream.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == ".." || name == ".git") continue;
      if (entry->d_type == DT_DIR || entry->d_type == DT_REG || entry->d_type == DT_LNK) {
        items.push_back({std::string(name), entry->d_type == DT_DIR});
      } else if (entry->d_type == DT_UNKNOWN) {
        add(entry->d_name);
      }
    }
  }
  std::ranges::sort(items, [](const DiskItem& left, const DiskItem& right) {
    return Name{left.name, left.is_directory} < Name{right.name, right.is_directory};
  });
  return true;
}

bool Scan::Walk(Directory& directory) {
  if (directory.depth > graph::kDeepestTree) {
    return Fail({"a directory of the work tree lies inside of more than " +
                     std::to_string(graph::kDeepestTree) + " others",
                 {"it begins with '" + directory.prefix.substr(0, 80) + "'"},
                 "Remove it."});
  }
  std::vector<DiskItem> items;
  if (!List(directory, items)) return false;
  std::string raw;
  std::vector<TreeEntry> head;
  if (!directory.unlisted && directory.cached != nullptr && directory.cached->id &&
      directory.cached->id == directory.head) {
    directory.index_equals_head = true;
  }
  if (directory.head && !directory.index_equals_head) {
    if (const auto failed = graph::ReadEntries(work_tree_.trees(), *directory.head, raw, head)) {
      return Fail({"cannot read HEAD's tree " + failed->id.ToHex(), {failed->detail}, ""});
    }
  }
  auto disk = items.begin();
  auto tree = head.begin();
  while (true) {
    std::optional<Name> next = IndexName(directory);
    if (disk != items.end()) {
      const Name name{disk->name, disk->is_directory};
      if (!next || name < *next) next = name;
    }
    if (tree != head.end()) {
      const Name name{tree->name, tree->state.IsTree()};
      if (!next || name < *next) next = name;
    }
    if (!next) return true;

    const IndexEntry* entry = IndexName(directory) == next ? cursor_.entry() : nullptr;
    DiskItem* disk_item =
        disk != items.end() && Name{disk->name, disk->is_directory} == *next ? &*disk : nullptr;
    const TreeEntry* tree_entry =
        tree != head.end() && Name{tree->name, tree->state.IsTree()} == *next ? &*tree : nullptr;
    const bool is_directory = next->is_directory;
    const std::string name(next->text);
    if (!IsWanted(directory, name, is_directory)) {
      if (entry != nullptr) SkipIndex(directory.prefix + name + (is_directory ? "/" : ""));
    } else if (is_directory) {
      if (!VisitDirectory(directory, name, disk_item, tree_entry, entry)) return false;
    } else if (!VisitFile(directory, name, items, disk_item, tree_entry, entry)) {
      return false;
    }
    if (disk_item != nullptr) ++disk;
    if (tree_entry != nullptr) ++tree;
  }
}

bool Scan::OpenBelow(const Directory& directory, const std::string& name, Directory& child) {
  const int fd =
      ::openat(directory.fd.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) {
    const std::string path = work_tree_.directory() + "/" + directory.prefix + name;
    return Fail({"cannot open the directory '" + path + "'", {std::strerror(errno)}, ""});
  }
  child.fd = FileDescriptor(fd);
  return true;
}

bool Scan::VisitDirectory(const Directory& directory, const std::string& name, const DiskItem* disk,
                          const TreeEntry* head, const IndexEntry* entry) {
  if (disk != nullptr && disk->taken) return true;
  Directory child;
  child.prefix = directory.prefix + name + "/";
  child.depth = directory.depth + 1;
  if (directory.wanted != nullptr) {
    const Wanted& wanted = directory.wanted->below.find(name)->second;
    if (!wanted.everything) child.wanted = &wanted;
  }
  child.unlisted = directory.unlisted;
  child.index_equals_head = directory.index_equals_head;
  if (directory.cached != nullptr) child.cached = directory.cached->Child(name);
  if (head != nullptr) child.head = head->state.id;
  if (entry != nullptr &&
      entry->path == child.prefix) {  // a sparse directory: one entry for all below
    if (!directory.index_equals_head && child.head != entry->state.id) {
      Add(directory.prefix + name, false, entry->state);
    }
    child.head = entry->state.id;
    child.index_equals_head = false;
    child.unlisted = true;
    cursor_.Next();
  }
  if (entry == nullptr && head == nullptr) {  // nothing tracked below
    const std::string path = directory.prefix + name;
    if (work_tree_.IsIgnored(RepoPath::FromCanonical(path), true)) return true;
    if (work_tree_.IsNestedRepository(path)) {
      if (child.wanted == nullptr) Add(path, true);
      return true;
    }
    child.unlisted = false;
  }
  if (disk != nullptr) {
    if (!OpenBelow(directory, name, child)) return false;
  } else if (child.unlisted) {
    return true;
  }
  return Walk(child);
}

bool Scan::VisitFile(const Directory& directory, const std::string& name,
                     std::vector<DiskItem>& items, DiskItem* disk, const TreeEntry* head,
                     const IndexEntry* entry) {
  const std::string path = directory.prefix + name;
  if (directory.unlisted && head != nullptr) return VisitUnlisted(path, disk, head->state);
  if (entry == nullptr) {
    if (head != nullptr) {
      Add(path, false, disk == nullptr ? kGone : std::nullopt);  // removed from the index
    } else if (!work_tree_.IsIgnored(RepoPath::FromCanonical(path), false)) {
      Add(path, true);
    }
    return true;
  }
  if (entry->state.mode == FileMode::kSubmodule) {
    // Its directory comes later in the order of names.
    const auto found = std::ranges::find_if(
        items, [&name](const DiskItem& item) { return item.is_directory && item.name == name; });
    if (found != items.end()) {
      found->taken = true;
      disk = &*found;
    }
  }
  const bool is_staged =
      !directory.index_equals_head && (head == nullptr || head->state != entry->state);
  const bool is_hidden =
      entry->assume_valid ||
      (entry->skip_worktree &&
       !(work_tree_.is_sparse() && (disk != nullptr || HasDirectory(items, name))));
  bool differs = is_staged || entry->unmerged || entry->intent_to_add;
  if (!differs && !is_hidden && !DiskDiffers(directory, name, *entry, disk, differs)) return false;
  const EntryState index = entry->unmerged ? EntryState{} : entry->state;
  if (differs && is_hidden) {
    Add(path, false, entry->state, index);
  } else if (differs) {
    Add(path, false, disk == nullptr ? kGone : std::nullopt, index);
  }
  SkipIndex(path);
  return true;
}

bool Scan::VisitUnlisted(const std::string& path, const DiskItem* disk, const EntryState& head) {
  if (disk == nullptr) return true;
  Result<WorkTree::FileState> now = work_tree_.ReadFile(path, head);
  if (!now) return Fail(std::move(now).error());
  if (now->state == head && now->unclear.empty()) return true;
  Add(path, false, std::nullopt, head);
  changes_.back().unclear = now->unclear;
  return true;
}

bool Scan::DiskDiffers(const Directory& directory, const std::string& name, const IndexEntry& entry,
                       const DiskItem* disk, bool& differs) {
  if (disk == nullptr) {
    differs = true;
    return true;
  }
  if (disk->is_directory) {
    Result<bool> answer = work_tree_.SubmoduleDiffers(directory.prefix + name, entry.state.id);
    if (!answer) return Fail(std::move(answer).error());
    differs = *answer;
    return true;
  }
  struct stat status = {};
  if (::fstatat(directory.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    differs = true;  // gone since the directory was listed
    return true;
  }
  Result<WorkTree::FileCheck> check = work_tree_.CheckFile(entry, index_.written(), status);
  if (!check) return Fail(std::move(check).error());
  if (*check == WorkTree::FileCheck::kAskGit) {
    by_git_.push_back(
        {RepoPath::FromCanonical(directory.prefix + name), false, std::nullopt, entry.state, ""});
  }
  differs = *check == WorkTree::FileCheck::kDiffers;
  return true;
}

Wanted MakeWanted(const std::vector<RepoPath>& paths) {
  Wanted root;
  root.everything = paths.empty();
  for (const RepoPath& path : paths) {
    Wanted* node = &root;
    for (std::string_view rest = path.bytes(); !rest.empty();) {
      const std::size_t slash = rest.find('/');
      node = &node->below[std::string(rest.substr(0, slash))];
      rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
    node->everything = true;
  }
  return root;
}

}  // namespace

void SortChanges(std::vector<FoundChange>& changes) {
  std::ranges::sort(changes, [](const FoundChange& left, const FoundChange& right) {
    return std::tie(left.path, left.untracked) < std::tie(right.path, right.untracked);
  });
  graph::DropDoubles(changes, [](const FoundChange& left, const FoundChange& right) {
    return left.path == right.path;
  });
}

Result<std::vector<FoundChange>> ScanWorkTree(WorkTree& work_tree,
                                              const std::optional<IndexFile>& index,
                                              const std::optional<ObjectId>& head_tree,
                                              const std::vector<RepoPath>& paths) {
  const Wanted wanted = MakeWanted(paths);
  const int fd = ::open(work_tree.directory().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return Error{
        "cannot open the work tree '" + work_tree.directory() + "'", {std::strerror(errno)}, ""};
  }
  Directory root{.prefix = "",
                 .depth = 0,
                 .fd = FileDescriptor(fd),
                 .wanted = wanted.everything ? nullptr : &wanted,
                 .head = head_tree,
                 .cached = index ? &index->cached_root() : nullptr,
                 .unlisted = !index};
  const IndexFile empty;
  Scan scan(work_tree, index ? *index : empty);
  if (!scan.Walk(root)) return *std::move(scan.error_);
  work_tree.AskGit(scan.by_git_);
  std::ranges::move(scan.by_git_, std::back_inserter(scan.changes_));
  SortChanges(scan.changes_);
  return std::move(scan.changes_);
}

}  // namespace deltaplan::planner
