// A file descriptor that is closed at the end.
#ifndef DELTAPLAN_PLANNER_SYSTEM_FILE_DESCRIPTOR_H_
#define DELTAPLAN_PLANNER_SYSTEM_FILE_DESCRIPTOR_H_

#include <unistd.h>
#include <utility>

namespace deltaplan::planner {

/// Owns one; a negative number is none.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() { Close(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  /// False when what was written may not have arrived.
  bool Close() { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_FILE_DESCRIPTOR_H_
