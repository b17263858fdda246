#include "planner/system/disk_files.h"

#include <algorithm>
#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdlib.h>  // mkstemp
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "planner/system/file_descriptor.h"
#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

namespace fs = boost::filesystem;
using boost::system::error_code;

constexpr std::size_t kMostBytes = std::size_t{256} << 20;

Error SystemError(const std::string& message, int code) {
  return {message, {std::strerror(code)}, ""};
}

Result<std::string> ReadDescriptor(int fd, const std::string& name) {
  std::optional<std::string> content = ReadToEnd(fd, kMostBytes);
  if (content) return *std::move(content);
  const std::string message = "cannot read '" + name + "'";
  if (errno == EISDIR) return Error{message, {"it is a directory"}, ""};
  if (errno == EFBIG) return Error{message, {"it is larger than 256 MiB"}, ""};
  return SystemError(message, errno);
}

// One file on its way: complete under a temporary name beside its target, removed again unless it
// is renamed.
class PendingFile {
 public:
  PendingFile() = default;
  PendingFile(PendingFile&& other) noexcept
      : temporary_(std::exchange(other.temporary_, {})), target_(std::move(other.target_)) {}
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  /// What becomes of a link that stands where the file goes.
  enum class Link { kFollowed, kReplaced };

  Status Write(const std::string& target, std::string_view content, Link link);
  Status Sync();  ///< to the disk
  Status Rename();

 private:
  std::string temporary_;
  std::string target_;
};

bool WriteBytes(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t length = ::write(fd, content.data(), content.size());
    if (length < 0 && errno != EINTR) return false;
    if (length > 0) content.remove_prefix(static_cast<std::size_t>(length));
  }
  return true;
}

mode_t ModeFor(const std::string& target) {
  struct stat status = {};
  if (::stat(target.c_str(), &status) == 0) return status.st_mode & 0777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

Status PendingFile::Write(const std::string& target, std::string_view content, Link link) {
  error_code failure;
  target_ = target;
  if (link == Link::kFollowed) {
    const fs::path resolved = fs::canonical(target, failure);
    if (!failure) target_ = resolved.string();
  }
  if (fs::is_directory(fs::symlink_status(target_, failure))) {
    return Error{"cannot write '" + target + "'", {"it is a directory"}, ""};
  }
  std::string name = target_ + ".XXXXXX";
  FileDescriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (file.get() < 0) return SystemError("cannot write '" + target + "'", errno);
  temporary_ = name;
  if (::fchmod(file.get(), ModeFor(target_)) != 0 || !WriteBytes(file.get(), content) ||
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

// Held by the one program that may change the file beside it; gone with the object.
class LockFile {
 public:
  LockFile() = default;
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;
  ~LockFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  Status Acquire(const std::string& path) {
    const FileDescriptor file(::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644));
    if (file.get() >= 0) {
      path_ = path;
      return Ok();
    }
    if (errno != EEXIST) return SystemError("cannot make the lock '" + path + "'", errno);
    return Error{"'" + path + "' exists: somebody else is changing the file",
                 {},
                 "Wait for them. Remove the lock only when you know that nobody is."};
  }

 private:
  std::string path_;
};

// A directory that was made with its parents, removed again while it is empty unless it is kept.
class NewDirectory {
 public:
  ~NewDirectory() {
    for (auto path = made_.rbegin(); path != made_.rend(); ++path) ::rmdir(path->c_str());
  }
  NewDirectory() = default;
  NewDirectory(const NewDirectory&) = delete;
  NewDirectory& operator=(const NewDirectory&) = delete;

  Status Make(const fs::path& directory) {
    error_code failure;
    for (fs::path path = directory; !path.empty() && !fs::exists(path, failure);
         path = path.parent_path()) {
      made_.insert(made_.begin(), path.string());
    }
    fs::create_directories(directory, failure);
    if (!failure) return Ok();
    return Error{"cannot make the directory '" + directory.string() + "'", {failure.message()}, ""};
  }
  void Keep() { made_.clear(); }

 private:
  std::vector<std::string> made_;  // outermost first
};

}  // namespace

Result<std::string> DiskFiles::Read(const std::string& path) {
  if (path == "-") {
    if (!standard_input_) standard_input_ = ReadDescriptor(STDIN_FILENO, "standard input");
    return *standard_input_;
  }
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return SystemError("cannot read '" + path + "'", errno);
  return ReadDescriptor(file.get(), path);
}

Result<std::optional<std::string>> DiskFiles::ReadIfExists(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 && errno == ENOENT) return std::optional<std::string>();
  Result<std::string> text = Read(path);
  if (!text) return std::move(text).error();
  return std::optional(std::move(*text));
}

Status DiskFiles::Replace(const std::string& path, const std::optional<std::string>& expected,
                          const std::string& content) {
  LockFile lock;
  if (Status taken = lock.Acquire(path + ".lock"); !taken) return taken;
  Result<std::optional<std::string>> present = ReadIfExists(path);
  if (!present) return std::move(present).error();
  if (*present != expected) {
    return Error{"'" + path + "' was changed by somebody else meanwhile; nothing was written",
                 {},
                 "Look at the change, then run this again."};
  }
  PendingFile file;
  // A link is kept: what it leads to is replaced.
  if (Status written = file.Write(path, content, PendingFile::Link::kFollowed); !written) {
    return written;
  }
  if (Status synced = file.Sync(); !synced) return synced;
  return file.Rename();
}

Status DiskFiles::Append(const std::string& path, const std::string& line) {
  const auto failed = [&] { return SystemError("cannot add to '" + path + "'", errno); };
  const FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (file.get() < 0) return failed();
  off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size < 0) return failed();
  const off_t whole = size;
  for (char last = 0; size > 0; --size) {
    if (::pread(file.get(), &last, 1, size - 1) != 1) return failed();
    if (last == '\n') break;
  }
  if (size < whole && ::ftruncate(file.get(), size) != 0) return failed();
  if (!WriteBytes(file.get(), line) || ::fsync(file.get()) != 0) {
    Status failure = failed();
    // What has arrived of it is no line.
    return ::ftruncate(file.get(), size) == 0 ? std::move(failure) : failed();
  }
  return Ok();
}

std::optional<std::string> DiskFiles::FindUpwards(const std::string& directory,
                                                  const std::string& name) {
  error_code failure;
  fs::path place = fs::canonical(directory, failure);
  while (!failure) {
    const fs::path candidate = place / name;
    error_code missing;
    if (fs::exists(candidate, missing)) return candidate.string();
    if (!place.has_parent_path()) break;
    place = place.parent_path();
  }
  return std::nullopt;
}

std::optional<std::string> DiskFiles::Canonical(const std::string& path) {
  error_code failure;
  const fs::path found = fs::canonical(path, failure);
  if (failure) return std::nullopt;
  return found.string();
}

std::vector<std::string> DiskFiles::Directories(const std::string& directory) {
  std::vector<std::string> names = Names(directory);
  std::erase_if(names, [&](const std::string& name) {
    error_code unreadable;
    return !fs::is_directory(fs::path(directory) / name, unreadable);
  });
  return names;
}

std::vector<std::string> DiskFiles::Names(const std::string& directory) {
  std::vector<std::string> names;
  error_code failure;
  for (fs::directory_iterator entry(directory, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    names.push_back(entry->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

Status DiskFiles::WriteAll(const std::string& directory, const std::vector<OutputFile>& files) {
  NewDirectory made;
  if (Status status = made.Make(directory); !status) return status;
  std::vector<PendingFile> pending;
  for (const OutputFile& file : files) {
    const std::string target = (fs::path(directory) / file.name).string();
    if (Status written =
            pending.emplace_back().Write(target, file.content, PendingFile::Link::kReplaced);
        !written) {
      return written;
    }
  }
  made.Keep();
  for (PendingFile& file : pending) {
    if (Status renamed = file.Rename(); !renamed) return renamed;
  }
  return Ok();
}

}  // namespace deltaplan::planner
