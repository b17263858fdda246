#include "planner/system/file_text.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace deltaplan::planner {

std::optional<std::string> ReadToEnd(int descriptor, std::size_t most) {
  constexpr std::size_t kLeastRoom = std::size_t{1} << 14;  // for one reading
  const auto too_large = [] {
    errno = EFBIG;
    return std::nullopt;
  };
  std::string content;
  struct stat status = {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
    const auto expected = static_cast<std::size_t>(status.st_size);
    if (expected > most) return too_large();
    content.resize(expected + 1);  // so that the second reading is the last
  }
  std::size_t size = 0;
  while (true) {
    if (content.size() == size) content.resize(std::max(content.size() * 2, kLeastRoom));
    const ssize_t length = ::read(descriptor, content.data() + size, content.size() - size);
    if (length == 0) break;
    if (length < 0) {
      if (errno == EINTR) continue;
      return std::nullopt;
    }
    size += static_cast<std::size_t>(length);
    if (size > most) return too_large();
  }
  content.resize(size);
  return content;
}

FileDescriptor OpenToRead(const std::string& path, int open_flags) {
  const bool is_given = path == "/dev/stdin" || path == "/dev/null" ||
                        path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/");
  const int waits = is_given ? 0 : O_NONBLOCK;
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | open_flags | waits));
  struct stat status = {};
  if (is_given || !file.is_open() || ::fstat(file.get(), &status) != 0 || S_ISREG(status.st_mode) ||
      S_ISDIR(status.st_mode)) {
    return file;
  }
  file.Close();
  errno = ENODEV;
  return file;
}

std::optional<std::string> ReadWhole(const std::string& path, int open_flags) {
  const FileDescriptor file = OpenToRead(path, open_flags);
  if (!file.is_open()) return std::nullopt;
  return ReadToEnd(file.get(), std::numeric_limits<std::size_t>::max());
}

std::string FileText(const std::string& path, int open_flags) {
  return ReadWhole(path, open_flags).value_or("");
}

std::string WithoutTrailingSlash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace deltaplan::planner
