// Files that are read in place.
#ifndef DELTAPLAN_PLANNER_SYSTEM_MAPPED_FILE_H_
#define DELTAPLAN_PLANNER_SYSTEM_MAPPED_FILE_H_

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace deltaplan::planner {

/// A whole file mapped into memory (mmap), read only. The bytes stay where they are when the object
/// is moved. For files that are replaced, never cut short: as git does with its own.
class MappedFile {
 public:
  /// nullopt when it can't be read; errno then says why. An empty file has no bytes.
  static std::optional<MappedFile> Open(const std::string& path);

  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept
      : bytes_(std::exchange(other.bytes_, {})), modified_(other.modified_) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(modified_, other.modified_);
    return *this;
  }
  ~MappedFile();

  std::string_view bytes() const { return bytes_; }
  /// When it was written last.
  const timespec& modified() const { return modified_; }

 private:
  std::string_view bytes_;
  timespec modified_{};
};

/// Hands whole pages of a mapping back to the system's cache, from where they return when they are
/// read again. `mapped` starts at a page of a MappedFile; never for memory of another kind.
void EvictPages(std::string_view mapped);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_MAPPED_FILE_H_
