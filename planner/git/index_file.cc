#include "planner/git/index_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace deltaplan::planner {
namespace {

constexpr std::size_t kHeaderSize = 12;
constexpr std::size_t kChecksumSize = graph::ObjectId::kSize;
constexpr std::size_t kFixedPart = 62;  // of an entry, up to its path
// Pages that were read are handed back in steps of this size; reading them again is cheap.
constexpr std::size_t kReleaseStep = std::size_t{4} << 20;

std::uint32_t Number(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

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
// valid), number of children, and the id of a valid one.
bool TakeCachedTree(std::string_view& text, CachedTree& tree) {
  const std::size_t name_end = text.find('\0');
  if (name_end == std::string_view::npos) return false;
  tree.name = text.substr(0, name_end);
  text.remove_prefix(name_end + 1);
  int entries = 0;
  int children = 0;
  if (!TakeNumber(text, ' ', entries) || !TakeNumber(text, '\n', children)) return false;
  if (entries >= 0) {
    if (text.size() < graph::ObjectId::kSize) return false;
    tree.id = graph::ObjectId::FromRaw(text.data());
    text.remove_prefix(graph::ObjectId::kSize);
  }
  for (int i = 0; i < children; ++i) {
    if (!TakeCachedTree(text, tree.children.emplace_back())) return false;
  }
  return true;
}

}  // namespace

const CachedTree* CachedTree::Child(std::string_view child) const {
  const auto key = [](std::string_view text) { return std::pair(text.size(), text); };
  const auto found = std::ranges::lower_bound(
      children, key(child), {}, [&key](const CachedTree& tree) { return key(tree.name); });
  return found != children.end() && found->name == child ? &*found : nullptr;
}

void IndexFile::Unmap::operator()(const char* data) const {
  ::munmap(const_cast<char*>(data), size);  // NOLINT: mapped read-only, munmap wants no const
}

Result<std::optional<IndexFile>> IndexFile::Open(const std::string& path) {
  const auto failed = [&path](const std::string& why) {
    return Error{"cannot read git's index '" + path + "'", {why}, ""};
  };
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) return std::optional<IndexFile>();
    return failed(std::strerror(errno));
  }
  struct stat status = {};
  void* data = MAP_FAILED;
  if (::fstat(fd, &status) == 0 && status.st_size > 0) {
    data = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
  }
  ::close(fd);
  const std::size_t size = static_cast<std::size_t>(status.st_size);
  if (data == MAP_FAILED) return failed("it is empty or cannot be mapped into memory");

  IndexFile index;
  index.data_ = std::unique_ptr<const char, Unmap>(static_cast<const char*>(data), Unmap{size});
  const char* bytes = index.data_.get();
  if (size < kHeaderSize + kChecksumSize || std::memcmp(bytes, "DIRC", 4) != 0) {
    return failed("it does not begin as an index does");
  }
  index.size_ = size - kChecksumSize;
  index.version_ = Number(bytes + 4);
  index.count_ = Number(bytes + 8);
  index.written_ = {static_cast<std::uint32_t>(status.st_mtim.tv_sec),
                    static_cast<std::uint32_t>(status.st_mtim.tv_nsec)};
  if (index.version_ < 2 || index.version_ > 4) {
    return failed("its version " + std::to_string(index.version_) + " is not known");
  }
  // The extensions stand behind the entries, and only going through these tells where.
  Cursor cursor(index);
  while (cursor.entry() != nullptr) cursor.Next();
  if (cursor.corrupt_) return failed("an entry is damaged");
  if (std::optional<std::string> why = index.ReadExtensions(cursor.position_)) {
    return failed(*why);
  }
  return std::optional<IndexFile>(std::move(index));
}

std::optional<std::string> IndexFile::ReadExtensions(std::size_t position) {
  while (position + 8 <= size_) {
    const std::string_view name(data_.get() + position, 4);
    const std::size_t length = Number(data_.get() + position + 4);
    position += 8;
    if (length > size_ - position) return "an extension is damaged";
    std::string_view content(data_.get() + position, length);
    position += length;
    if (name == "TREE") {
      if (!TakeCachedTree(content, cached_root_)) return "its cached trees are damaged";
    } else if (name == "link") {
      return "it is split into two files; git update-index --no-split-index joins them";
    } else if (name[0] >= 'a' && name != "sdir") {
      return "its extension " + std::string(name) + " is not known";
    }
  }
  return std::nullopt;
}

IndexFile::Cursor::Cursor(const IndexFile& file)
    : file_(&file), position_(kHeaderSize), left_(file.count_) {
  Next();
}

void IndexFile::Cursor::Next() {
  if (left_ == 0 || !Decode()) {
    corrupt_ = left_ != 0;
    at_end_ = true;
    return;
  }
  --left_;
  if (position_ - released_ > 2 * kReleaseStep) {
    char* begin = const_cast<char*>(file_->data_.get());  // NOLINT: as in Unmap
    ::madvise(begin + released_, kReleaseStep, MADV_DONTNEED);
    released_ += kReleaseStep;
  }
}

bool IndexFile::Cursor::Decode() {
  constexpr std::uint32_t kAssumeValid = 0x8000;
  constexpr std::uint32_t kExtended = 0x4000;
  constexpr std::uint32_t kStage = 0x3000;
  constexpr std::uint32_t kSkipWorktree = 0x4000;
  constexpr std::uint32_t kIntentToAdd = 0x2000;

  if (file_->size_ - position_ < kFixedPart + 2) return false;
  const char* bytes = file_->data_.get() + position_;
  const char* end = file_->data_.get() + file_->size_;
  const std::optional<graph::FileMode> mode = Mode(Number(bytes + 24));
  if (!mode) return false;
  entry_.changed = {Number(bytes), Number(bytes + 4)};
  entry_.modified = {Number(bytes + 8), Number(bytes + 12)};
  entry_.inode = Number(bytes + 20);
  entry_.user = Number(bytes + 28);
  entry_.group = Number(bytes + 32);
  entry_.size = Number(bytes + 36);
  entry_.state = {*mode, graph::ObjectId::FromRaw(bytes + 40)};
  const std::uint32_t flags = Number(bytes + 60) >> 16;
  entry_.assume_valid = (flags & kAssumeValid) != 0;
  entry_.unmerged = (flags & kStage) != 0;
  const char* name = bytes + kFixedPart;
  std::uint32_t extended = 0;
  if ((flags & kExtended) != 0) {
    extended = Number(name) >> 16;
    name += 2;
  }
  entry_.skip_worktree = (extended & kSkipWorktree) != 0;
  entry_.intent_to_add = (extended & kIntentToAdd) != 0;

  if (file_->version_ == 4) {
    // How many bytes of the path before to drop, as git's variable length number; then what
    // follows.
    std::size_t drop = static_cast<unsigned char>(*name) & 0x7f;
    while ((static_cast<unsigned char>(*name++) & 0x80) != 0) {
      if (name == end) return false;
      drop = ((drop + 1) << 7) | (static_cast<unsigned char>(*name) & 0x7f);
    }
    if (drop > path_.size()) return false;
    path_.resize(path_.size() - drop);
  }
  const void* nul = std::memchr(name, '\0', static_cast<std::size_t>(end - name));
  if (nul == nullptr) return false;
  const char* name_end = static_cast<const char*>(nul);
  const std::string_view text(name, static_cast<std::size_t>(name_end - name));
  std::size_t length = static_cast<std::size_t>(name_end - bytes) + 1;
  if (file_->version_ == 4) {
    path_ += text;
    entry_.path = path_;
  } else {
    entry_.path = text;
    length = (length + 7) & ~std::size_t{7};  // entries are padded with NUL bytes
  }
  if (length > file_->size_ - position_) return false;
  position_ += length;
  return true;
}

}  // namespace deltaplan::planner
