#include "planner/git/directory_listing.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "planner/git/big_endian.h"

namespace deltaplan::planner {
namespace {

// Ordinary directories fit into the first read.
constexpr std::size_t kFirstRoom = std::size_t{16} << 10U;
constexpr std::size_t kLeastRoom = std::size_t{4} << 10U;

// Grows as names do in git's order; a name that ends early is filled up with zeros, which no name
// holds.
std::uint64_t OrderOf(const EntryName& name) {
  std::array<char, sizeof(std::uint64_t)> first{};
  const std::size_t length = std::min(name.text.size(), first.size());
  std::memcpy(first.data(), name.text.data(), length);
  if (name.is_directory && length < first.size()) first[length] = '/';
  return BigEndian64(first.data());
}

}  // namespace

bool operator<(const EntryName& left, const EntryName& right) {
  const std::size_t shared = std::min(left.text.size(), right.text.size());
  const int order = std::memcmp(left.text.data(), right.text.data(), shared);
  if (order != 0) return order < 0;
  return left.At(shared) < right.At(shared);
}

bool DirectoryListing::Read(int directory) {
  items_.clear();
  std::size_t used = 0;
  while (true) {
    if (raw_.size() - used < kLeastRoom) raw_.resize(std::max(kFirstRoom, 2 * raw_.size()));
    const ssize_t got = ::getdents64(directory, raw_.data() + used, raw_.size() - used);
    if (got < 0) return false;
    // Only an empty answer is the end: file systems may give less than they have.
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  for (std::size_t at = 0; at < used;) {
    dirent64 entry;
    const char* begin = raw_.data() + at;
    std::memcpy(&entry, begin, offsetof(dirent64, d_name));
    const std::string_view name = begin + offsetof(dirent64, d_name);
    at += entry.d_reclen;
    if (name != "." && name != ".." && name != ".git") Add(directory, name, entry.d_type);
  }
  Sort();
  return true;
}

void DirectoryListing::Stat(int directory, const std::vector<std::string_view>& names) {
  items_.clear();
  for (const std::string_view name : names) Add(directory, name, DT_UNKNOWN);
  Sort();
}

void DirectoryListing::Add(int directory, std::string_view name, unsigned char type) {
  if (type == DT_UNKNOWN) {
    struct stat status = {};
    const std::string terminated(name);
    if (::fstatat(directory, terminated.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    type = IFTODT(status.st_mode);
  }
  if (type == DT_DIR || type == DT_REG || type == DT_LNK) {
    const EntryName entry{name, type == DT_DIR};
    items_.push_back({.name = entry, .order = OrderOf(entry)});
  }
}

void DirectoryListing::Sort() {
  std::ranges::sort(items_, [](const DiskItem& left, const DiskItem& right) {
    return left.order != right.order ? left.order < right.order : left.name < right.name;
  });
}

bool DirectoryListing::HasDirectory(std::string_view name) const {
  const EntryName wanted{name, true};
  const auto found =
      std::lower_bound(items_.begin(), items_.end(), wanted,
                       [](const DiskItem& item, const EntryName& key) { return item.name < key; });
  return found != items_.end() && found->name == wanted;
}

}  // namespace deltaplan::planner
