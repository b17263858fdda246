#include "planner/git/index_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "planner/git/big_endian.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kHeaderSize = 12;
constexpr std::size_t kChecksumSize = graph::ObjectId::kSize;
constexpr std::size_t kFixedPart = 62;  // of an entry, up to its path
// Pages that were read are handed back in steps of this size; reading them again is cheap.
constexpr std::size_t kEvictionStep = std::size_t{256} << 10;

// The modes that an index knows; anything else is a damaged file.
std::optional<graph::FileMode> Mode(std::uint32_t mode) {
  switch (mode & 0170000) {
    case 0100000:
      return (mode & 0100) != 0 ? graph::FileMode::kExecutable : graph::FileMode::kFile;
    case 0120000:
      return graph::FileMode::kSymlink;
    case 0160000:
      return graph::FileMode::kSubmodule;
    case 0040000:
      return graph::FileMode::kTree;  // a sparse directory
    default:
      return std::nullopt;
  }
}

// Takes "<number><end>" off `text`.
bool TakeNumber(std::string_view& text, char end, int& value) {
  const auto [last, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || last == text.data() + text.size() || *last != end) return false;
  text.remove_prefix(static_cast<std::size_t>(last - text.data()) + 1);
  return true;
}

// One node of the "TREE" extension and those below it: name, NUL, number of entries (-1: not
// valid), number of children, and the id of a valid one. `depth` is how many more may lie inside of
// each other.
bool TakeCachedTree(std::string_view& text, int depth, CachedTree& tree) {
  const std::size_t name_end = text.find('\0');
  if (name_end == std::string_view::npos || depth == 0) return false;
  tree.name = text.substr(0, name_end);
  text.remove_prefix(name_end + 1);
  int entries = 0;
  int children = 0;
  if (!TakeNumber(text, ' ', entries) || !TakeNumber(text, '\n', children)) return false;
  if (children < 0) return false;
  if (entries >= 0) {
    if (text.size() < graph::ObjectId::kSize) return false;
    tree.id = graph::ObjectId::FromRaw(text.data());
    text.remove_prefix(graph::ObjectId::kSize);
  }
  for (int i = 0; i < children; ++i) {
    if (!TakeCachedTree(text, depth - 1, tree.children.emplace_back())) return false;
  }
  return true;
}

// Holds the paths of one entry after the other to what IndexFile promises of them.
class PathCheck {
 public:
  /// `paths_stay`: they are valid for as long as the file is.
  explicit PathCheck(bool paths_stay) : paths_stay_(paths_stay) {}

  void Add(const IndexEntry& entry) {
    const std::string_view path = entry.path;
    const bool is_same_conflict = was_unmerged_ && entry.unmerged && path == before_;
    if (path.empty() || path.starts_with('/')) {
      fault_ = "a path is empty or absolute";
    } else if (path.size() > std::size_t{IndexFile::kDeepestPath} &&
               std::ranges::count(path, '/') > IndexFile::kDeepestPath) {
      fault_ = "a path lies too deep";
    } else if (path <= before_ && !is_same_conflict) {
      fault_ = "its entries are out of order";
    }
    if (paths_stay_) {
      before_ = path;
    } else {
      copy_ = path;
      before_ = copy_;
    }
    was_unmerged_ = entry.unmerged;
  }
  /// What is wrong with them; null: nothing.
  const char* fault() const { return fault_; }

 private:
  bool paths_stay_;
  const char* fault_ = nullptr;
  std::string copy_;
  std::string_view before_;
  bool was_unmerged_ = false;
};

}  // namespace

const CachedTree* CachedTree::Child(std::string_view child) const {
  const auto key = [](std::string_view text) { return std::pair(text.size(), text); };
  const auto found = std::ranges::lower_bound(
      children, key(child), {}, [&key](const CachedTree& tree) { return key(tree.name); });
  return found != children.end() && found->name == child ? &*found : nullptr;
}

Result<std::optional<IndexFile>> IndexFile::Open(const std::string& path) {
  const std::string message = "cannot read git's index '" + path + "'";
  std::optional<MappedFile> file = MappedFile::Open(path);
  if (!file && errno == ENOENT) return std::optional<IndexFile>();
  if (!file) return Error{message, {std::strerror(errno)}, ""};
  const IndexTime written{static_cast<std::uint32_t>(file->modified().tv_sec),
                          static_cast<std::uint32_t>(file->modified().tv_nsec)};
  Result<IndexFile> index = Parse(file->bytes(), written);
  if (!index) return std::move(index).error().Within(message);
  index->file_ = *std::move(file);
  return std::optional<IndexFile>(*std::move(index));
}

Result<IndexFile> IndexFile::Parse(std::string_view bytes, IndexTime written) {
  const auto failed = [](std::string why) { return Error{std::move(why), {}, ""}; };
  if (bytes.size() < kHeaderSize + kChecksumSize || !bytes.starts_with("DIRC")) {
    return failed("it does not begin as an index does");
  }
  IndexFile index;
  index.bytes_ = bytes.substr(0, bytes.size() - kChecksumSize);
  index.version_ = BigEndian32(bytes.data() + 4);
  index.count_ = BigEndian32(bytes.data() + 8);
  index.written_ = written;
  if (index.version_ < 2 || index.version_ > 4) {
    return failed("its version " + std::to_string(index.version_) + " is not known");
  }
  // The extensions stand behind the entries, and only going through these tells where.
  PathCheck paths(/*paths_stay=*/index.version_ < 4);
  Cursor cursor(index);
  for (; cursor.entry() != nullptr; cursor.Next()) {
    paths.Add(*cursor.entry());
    index.AddSpecial(*cursor.entry());
  }
  if (cursor.corrupt_) return failed("an entry is damaged");
  if (std::optional<std::string> why = index.ReadExtensions(cursor.position_)) {
    return failed(*why);
  }
  // One half of a split index leaves paths out.
  if (paths.fault() != nullptr && !index.is_split_) return failed(paths.fault());
  return index;
}

void IndexFile::AddSpecial(const IndexEntry& entry) {
  const std::string_view path = entry.path;
  const auto is_called = [path](std::string_view name) {
    return path.ends_with(name) &&
           (path.size() == name.size() || path[path.size() - name.size() - 1] == '/');
  };
  if (entry.state.mode == graph::FileMode::kSymlink) {
    // The sides of a conflict share a path; no cached tree holds one.
    links_.push_back({graph::RepoPath::FromCanonical(std::string(path)), entry.state.id});
  } else if (entry.state.IsTree()) {
    sparse_directories_.emplace(path, entry.state.id);
  } else if (is_called(".gitattributes") || (entry.skip_worktree && is_called(".gitignore"))) {
    rule_files_.emplace(path, entry.state.id);
  }
}

bool IndexFile::Append(std::string_view directory, const graph::ObjectId& tree,
                       std::vector<graph::Symlink>& links) const {
  if (is_split_) return false;
  const CachedTree* cached = &cached_root_;
  for (std::string_view rest = directory; !rest.empty() && cached != nullptr;) {
    const std::size_t slash = rest.find('/');
    cached = cached->Child(rest.substr(0, slash));
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  }
  if (cached == nullptr || cached->id != tree) return false;
  const std::string prefix = directory.empty() ? "" : std::string(directory) + "/";
  const auto sparse = sparse_directories_.lower_bound(prefix);
  if (sparse != sparse_directories_.end() && sparse->first.starts_with(prefix)) return false;
  auto link = std::ranges::lower_bound(
      links_, std::string_view(prefix), {},
      [](const graph::Symlink& candidate) { return std::string_view(candidate.path.bytes()); });
  for (; link != links_.end() && link->path.bytes().starts_with(prefix); ++link) {
    links.push_back(*link);
  }
  return true;
}

std::optional<std::string> IndexFile::ReadExtensions(std::size_t position) {
  constexpr std::size_t kExtensionHeader = 8;  // name, length
  for (std::string_view rest = bytes_.substr(position); rest.size() >= kExtensionHeader;) {
    const std::string_view name = rest.substr(0, 4);
    const std::size_t length = BigEndian32(rest.data() + 4);
    rest.remove_prefix(kExtensionHeader);
    if (length > rest.size()) return "an extension is damaged";
    std::string_view content = rest.substr(0, length);
    rest.remove_prefix(length);
    // Those that begin with a capital letter may be passed over.
    const bool is_optional = name[0] >= 'A' && name[0] <= 'Z';
    if (name == "TREE") {
      if (!TakeCachedTree(content, kDeepestPath + 1, cached_root_)) {
        return "its cached trees are damaged";
      }
    } else if (name == "link") {
      is_split_ = true;
    } else if (!is_optional && name != "sdir") {
      return "its extension " + std::string(name) + " is not known";
    }
  }
  return std::nullopt;
}

IndexFile::Cursor::Cursor(const IndexFile& file)
    : file_(&file), position_(kHeaderSize), left_(file.count_), at_end_(false) {
  Next();
}

IndexFile::Cursor& IndexFile::Cursor::operator=(const Cursor& other) {
  file_ = other.file_;
  position_ = other.position_;
  evicted_ = other.evicted_;
  left_ = other.left_;
  at_end_ = other.at_end_;
  corrupt_ = other.corrupt_;
  path_ = other.path_;
  entry_ = other.entry_;
  if (file_ != nullptr && file_->version_ == 4) entry_.path = path_;  // not the other's
  return *this;
}

void IndexFile::Cursor::Next() {
  if (left_ == 0 || !Decode()) {
    corrupt_ = left_ != 0;
    at_end_ = true;
    return;
  }
  --left_;
  EvictWhatWasRead();
}

void IndexFile::Cursor::EvictWhatWasRead() {
  if (position_ - evicted_ <= 2 * kEvictionStep || file_->file_.bytes().empty()) return;
  EvictPages(file_->bytes_.substr(evicted_, kEvictionStep));
  evicted_ += kEvictionStep;
}

bool IndexFile::Cursor::Decode() {
  constexpr std::uint32_t kAssumeValid = 0x8000;
  constexpr std::uint32_t kExtended = 0x4000;
  constexpr std::uint32_t kStage = 0x3000;
  constexpr std::uint32_t kSkipWorktree = 0x4000;
  constexpr std::uint32_t kIntentToAdd = 0x2000;

  if (file_->bytes_.size() - position_ < kFixedPart + 2) return false;
  const char* bytes = file_->bytes_.data() + position_;
  const std::optional<graph::FileMode> mode = Mode(BigEndian32(bytes + 24));
  if (!mode) return false;
  entry_.changed = {BigEndian32(bytes), BigEndian32(bytes + 4)};
  entry_.modified = {BigEndian32(bytes + 8), BigEndian32(bytes + 12)};
  entry_.inode = BigEndian32(bytes + 20);
  entry_.user = BigEndian32(bytes + 28);
  entry_.group = BigEndian32(bytes + 32);
  entry_.size = BigEndian32(bytes + 36);
  entry_.state = {*mode, graph::ObjectId::FromRaw(bytes + 40)};
  const std::uint32_t flags = BigEndian32(bytes + 60) >> 16;
  entry_.assume_valid = (flags & kAssumeValid) != 0;
  entry_.unmerged = (flags & kStage) != 0;
  const char* name = bytes + kFixedPart;
  std::uint32_t extended = 0;
  if ((flags & kExtended) != 0) {
    extended = BigEndian32(name) >> 16;
    name += 2;
  }
  if ((extended & ~(kSkipWorktree | kIntentToAdd)) != 0) return false;  // git reads no others
  entry_.skip_worktree = (extended & kSkipWorktree) != 0;
  entry_.intent_to_add = (extended & kIntentToAdd) != 0;
  return DecodePath(name, bytes, flags);
}

// Reads the path at `name`, and what fills up the entry, which begins at `begin`.
bool IndexFile::Cursor::DecodePath(const char* name, const char* begin, std::uint32_t flags) {
  constexpr std::size_t kLength = 0xFFF;  // of the path; longer ones have this number, too

  const char* end = file_->bytes_.data() + file_->bytes_.size();
  if (file_->version_ == 4) {
    // How many bytes of the path before to drop, as git's variable length number; then what
    // follows.
    std::size_t drop = 0;
    for (bool is_first = true;; is_first = false) {
      if (name == end) return false;
      const auto byte = static_cast<std::uint8_t>(*name++);
      drop = ((is_first ? 0 : drop + 1) << 7U) | (byte & 0x7FU);
      if (drop > path_.size()) return false;
      if ((byte & 0x80U) == 0) break;
    }
    path_.resize(path_.size() - drop);
  }
  const void* nul = std::memchr(name, '\0', static_cast<std::size_t>(end - name));
  if (nul == nullptr) return false;
  const char* name_end = static_cast<const char*>(nul);
  const std::string_view text(name, static_cast<std::size_t>(name_end - name));
  std::size_t length = static_cast<std::size_t>(name_end - begin) + 1;
  if (file_->version_ == 4) {
    path_ += text;
    entry_.path = path_;
  } else {
    entry_.path = text;
    length = (length + 7) & ~std::size_t{7};  // entries are padded with NUL bytes
  }
  if (length > static_cast<std::size_t>(end - begin)) return false;
  position_ += length;
  return (flags & kLength) == std::min(entry_.path.size(), kLength) &&
         entry_.path.ends_with('/') == entry_.state.IsTree();
}

}  // namespace deltaplan::planner
