// A file descriptor that is closed at the end.
#ifndef DELTAPLAN_PLANNER_SYSTEM_DESCRIPTOR_H_
#define DELTAPLAN_PLANNER_SYSTEM_DESCRIPTOR_H_

#include <unistd.h>
#include <utility>

namespace deltaplan::planner {

/// Owns one; a negative number is none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { Close(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  /// False when what was written may not have arrived.
  bool Close() { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_DESCRIPTOR_H_
