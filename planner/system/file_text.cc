#include "planner/system/file_text.h"

#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace deltaplan::planner {

std::optional<std::string> ReadWhole(const std::string& path, int open_flags) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | open_flags);
  if (fd < 0) return std::nullopt;
  std::string text;
  std::array<char, 1 << 14> buffer;
  ssize_t length = 0;
  while ((length = ::read(fd, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(length));
  }
  ::close(fd);
  if (length < 0) return std::nullopt;
  return text;
}

std::string FileText(const std::string& path, int open_flags) {
  return ReadWhole(path, open_flags).value_or("");
}

std::string WithoutTrailingSlash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace deltaplan::planner
