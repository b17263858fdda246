// Files that appear whole.
#ifndef DELTAPLAN_PLANNER_SYSTEM_PENDING_FILE_H_
#define DELTAPLAN_PLANNER_SYSTEM_PENDING_FILE_H_

#include <string>
#include <string_view>
#include <utility>

#include "planner/model/result.h"

namespace deltaplan::planner {

/// All of `content`; false, with errno, when that fails.
bool WriteBytes(int fd, std::string_view content);

/// Brings what was renamed and removed in the directory to the disk.
Status SyncDirectory(const std::string& directory);

Error SystemError(const std::string& message, int code);

/// One file on its way: complete under a temporary name beside its target, removed again unless it
/// is renamed. A link that stands where the file goes is replaced.
class PendingFile {
 public:
  /// Under which name it waits.
  enum class Name {
    kOfItsOwn,  ///< one that nobody else has
    kFixed,  ///< always the same, for whoever holds a lock: what a killed one left is overwritten
  };

  PendingFile() = default;
  PendingFile(PendingFile&& other) noexcept
      : temporary_(std::exchange(other.temporary_, {})), target_(std::move(other.target_)) {}
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile();

  /// With the mode of the file that it replaces; a new one gets what the umask leaves of 0666.
  Status Write(const std::string& target, std::string_view content, Name name);
  Status Sync();  ///< to the disk
  Status Rename();

 private:
  std::string temporary_;
  std::string target_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_PENDING_FILE_H_
