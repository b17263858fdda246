// A lock on a file, for the time in which it is changed.
#ifndef DELTAPLAN_PLANNER_SYSTEM_FILE_LOCK_H_
#define DELTAPLAN_PLANNER_SYSTEM_FILE_LOCK_H_

#include <optional>
#include <string>

#include "planner/model/result.h"
#include "planner/system/file_descriptor.h"

namespace deltaplan::planner {

/// Of whoever had the lock and ended without giving it back.
struct LeftLock {
  std::string owner;   ///< "process 12 on build-3, since 2026-01-02T03:04:05Z"
  std::string digest;  ///< of what the file was to become; "" when it had not come so far
  std::string line;    ///< of the log
};

/// The kernel's lock on a file `NAME.lock` beside the file `NAME`: it ends with the process,
/// however that ends, and no child inherits it. What stands in the file tells others who has it,
/// and whoever comes after a killed owner what that one was about to do. The file is removed with
/// the object.
class FileLock {
 public:
  FileLock() = default;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

  /// Whether a lock of `file` lies there: somebody has it, or was killed with it.
  static bool IsLeft(const std::string& file);
  /// Does not wait. An error when another process has it, which names that one, or when the lock
  /// can't be made.
  Status Acquire(const std::string& file);
  const std::optional<LeftLock>& left() const { return left_; }
  /// Writes down what is done next, for the case that it is not done to its end.
  Status Announce(const std::string& digest, const std::string& line);

 private:
  std::string path_;
  std::string owner_;
  FileDescriptor file_;  ///< open while it is held
  std::optional<LeftLock> left_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_FILE_LOCK_H_
