#include "planner/system/file_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "planner/system/file_text.h"
#include "planner/system/pending_file.h"
#include "planner/text/quote.h"
#include "planner/text/utc_time.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostLockBytes = std::size_t{64} << 20;

std::string ThisProcess() {
  std::array<char, 256> host = {};
  if (::gethostname(host.data(), host.size() - 1) != 0) host = {'?'};
  return fmt::format("process {} on {}, since {}", ::getpid(), host.data(),
                     UtcTime(std::time(nullptr)));
}

// The first line of `text`, which is cut off.
std::string TakeLine(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return std::string(line);
}

std::optional<LeftLock> ReadLeft(int fd) {
  const std::optional<std::string> text = ReadToEnd(fd, kMostLockBytes);
  if (!text || text->empty()) return std::nullopt;
  std::string_view rest = *text;
  LeftLock left;
  left.owner = TakeLine(rest);
  left.digest = TakeLine(rest);
  // A line without its end was never finished.
  if (rest.ends_with('\n')) left.line = rest;
  return left;
}

// Whether `path` still names the file that is open.
bool IsThere(int fd, const std::string& path) {
  struct stat open = {};
  struct stat named = {};
  return ::fstat(fd, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

bool Rewrite(int fd, const std::string& text) {
  return ::ftruncate(fd, 0) == 0 && ::lseek(fd, 0, SEEK_SET) == 0 && WriteBytes(fd, text);
}

}  // namespace

FileLock::~FileLock() {
  // Removed while it is held: whoever has opened it meanwhile finds that it is gone.
  if (file_.is_open()) ::unlink(path_.c_str());
}

bool FileLock::IsLeft(const std::string& file) {
  return ::access((file + ".lock").c_str(), F_OK) == 0;
}

Status FileLock::Acquire(const std::string& file) {
  path_ = file + ".lock";
  const auto failed = [&] {
    return Error{"cannot make the lock '" + path_ + "'", {std::strerror(errno)}, ""};
  };
  while (true) {
    FileDescriptor opened(::open(path_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (opened.get() < 0) return failed();
    if (::flock(opened.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return failed();
      const std::optional<LeftLock> holder = ReadLeft(opened.get());
      return Error{"'" + file + "' is being changed by " +
                       (holder ? DisplayText(holder->owner) : "another process"),
                   {},
                   "Nothing was written. Wait for it, then run this again."};
    }
    if (!IsThere(opened.get(), path_)) continue;  // its owner has just removed it
    left_ = ReadLeft(opened.get());
    owner_ = ThisProcess();
    file_ = std::move(opened);
    if (!Rewrite(file_.get(), owner_ + "\n")) return failed();
    return Ok();
  }
}

Status FileLock::Announce(const std::string& digest, const std::string& line) {
  if (Rewrite(file_.get(), owner_ + "\n" + digest + "\n" + line)) return Ok();
  return Error{"cannot write the lock '" + path_ + "'", {std::strerror(errno)}, ""};
}

}  // namespace deltaplan::planner
