#include "planner/system/pending_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdlib.h>  // mkostemp
#include <sys/stat.h>
#include <unistd.h>

#include "planner/system/file_descriptor.h"

namespace deltaplan::planner {
namespace {

mode_t ModeFor(const std::string& target) {
  struct stat status = {};
  if (::stat(target.c_str(), &status) == 0) return status.st_mode & 0777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

// Opens a new file for the target; its name goes to `name`.
FileDescriptor OpenNew(const std::string& target, PendingFile::Name kind, std::string& name) {
  if (kind == PendingFile::Name::kOfItsOwn) {
    name = target + ".XXXXXX";
    return FileDescriptor(::mkostemp(name.data(), O_CLOEXEC));
  }
  name = target + ".deltaplan-new";
  ::unlink(name.c_str());
  return FileDescriptor(
      ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600));
}

}  // namespace

Error SystemError(const std::string& message, int code) {
  return {message, {std::strerror(code)}, ""};
}

bool WriteBytes(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t length = ::write(fd, content.data(), content.size());
    if (length < 0 && errno != EINTR) return false;
    if (length > 0) content.remove_prefix(static_cast<std::size_t>(length));
  }
  return true;
}

Status SyncDirectory(const std::string& directory) {
  const std::string name = directory.empty() ? "." : directory;
  const FileDescriptor file(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A file system that can't do it (EINVAL) keeps the order anyway, or nobody can.
  if (file.get() >= 0 && (::fsync(file.get()) == 0 || errno == EINVAL)) return Ok();
  return SystemError("cannot write the directory '" + name + "'", errno);
}

PendingFile::~PendingFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Status PendingFile::Write(const std::string& target, std::string_view content, Name name) {
  target_ = target;
  struct stat status = {};
  if (::lstat(target.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return Error{"cannot write '" + target + "'", {"it is a directory"}, ""};
  }
  std::string temporary;
  FileDescriptor file = OpenNew(target, name, temporary);
  if (file.get() < 0) return SystemError("cannot write '" + target + "'", errno);
  temporary_ = std::move(temporary);
  if (::fchmod(file.get(), ModeFor(target)) != 0 || !WriteBytes(file.get(), content) ||
      !file.Close()) {
    return SystemError("cannot write '" + target + "'", errno);
  }
  return Ok();
}

Status PendingFile::Sync() {
  const FileDescriptor file(::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || ::fsync(file.get()) != 0) {
    return SystemError("cannot write '" + target_ + "'", errno);
  }
  return Ok();
}

Status PendingFile::Rename() {
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    return SystemError("cannot write '" + target_ + "'", errno);
  }
  temporary_.clear();
  return Ok();
}

}  // namespace deltaplan::planner
