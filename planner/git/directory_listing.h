// What a directory on disk holds, as far as git looks at it.
#ifndef DELTAPLAN_PLANNER_GIT_DIRECTORY_LISTING_H_
#define DELTAPLAN_PLANNER_GIT_DIRECTORY_LISTING_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// A name in git's order: by bytes, a directory as if its name ended in a slash.
struct EntryName {
  std::string_view text;
  bool is_directory = false;

  friend bool operator==(const EntryName&, const EntryName&) = default;
  friend bool operator<(const EntryName& left, const EntryName& right);

 private:
  int At(std::size_t position) const {
    if (position < text.size()) return static_cast<unsigned char>(text[position]);
    return position == text.size() && is_directory ? '/' : -1;
  }
};

struct DiskItem {
  EntryName name;
  bool taken = false;  ///< the directory of a submodule, met under the submodule's own name
  /// The name's first bytes as one number: it decides nearly all comparisons, and where two are
  /// equal the names do.
  std::uint64_t order = 0;
};

/// The files, symbolic links and directories of one directory, sorted in git's order; sockets and
/// the like are nothing to git, nor is `.git`. Used again for the next directory, it keeps its
/// room. Not for moving: names point into it.
///
/// The kernel is asked for nothing but the names and what they are, which it tells together
/// (getdents64): a stream (readdir) would want a descriptor of its own and ask three more times.
class DirectoryListing {
 public:
  DirectoryListing() = default;
  DirectoryListing(const DirectoryListing&) = delete;
  DirectoryListing& operator=(const DirectoryListing&) = delete;

  /// Lists the directory that is open as `directory`. False: errno says why.
  bool Read(int directory);
  /// The same for those of `names` (sorted in no order) that are there; they have to stay where
  /// they are.
  void Stat(int directory, const std::vector<std::string_view>& names);
  void Clear() { items_.clear(); }

  std::vector<DiskItem>& items() { return items_; }
  /// Whether a directory of that name is there.
  bool HasDirectory(std::string_view name) const;

 private:
  void Add(int directory, std::string_view name, unsigned char type);
  void Sort();

  std::string raw_;  // as the kernel wrote it
  std::vector<DiskItem> items_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_DIRECTORY_LISTING_H_
