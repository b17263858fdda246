#include "planner/system/disk_files.h"

#include <algorithm>
#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "planner/system/file_descriptor.h"
#include "planner/system/file_lock.h"
#include "planner/system/file_text.h"
#include "planner/system/pending_file.h"
#include "planner/system/signal_hold.h"
#include "planner/text/digest.h"

namespace deltaplan::planner {
namespace {

namespace fs = boost::filesystem;
using boost::system::error_code;

constexpr std::size_t kMostBytes = std::size_t{256} << 20;

Result<std::string> ReadDescriptor(int fd, const std::string& name) {
  std::optional<std::string> content = ReadToEnd(fd, kMostBytes);
  if (content) return *std::move(content);
  const std::string message = "cannot read '" + name + "'";
  if (errno == EISDIR) return Error{message, {"it is a directory"}, ""};
  if (errno == EFBIG) return Error{message, {"it is larger than 256 MiB"}, ""};
  return SystemError(message, errno);
}

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
    std::vector<std::string> missing;
    for (fs::path path = directory; !path.empty() && !fs::exists(path, failure);
         path = path.parent_path()) {
      missing.push_back(path.string());
    }
    made_.insert(made_.end(), missing.rbegin(), missing.rend());
    fs::create_directories(directory, failure);
    if (!failure) return Ok();
    return Error{"cannot make the directory '" + directory.string() + "'", {failure.message()}, ""};
  }
  void Keep() { made_.clear(); }

 private:
  std::vector<std::string> made_;  // outer ones first
};

// The directories of a name like "roots/0/targets.txt" inside of `directory`: "roots", "roots/0".
std::vector<fs::path> DirectoriesOf(const std::string& directory, const std::string& name) {
  std::vector<fs::path> directories;
  for (std::size_t slash = name.find('/'); slash != std::string::npos;
       slash = name.find('/', slash + 1)) {
    directories.push_back(fs::path(directory) / name.substr(0, slash));
  }
  return directories;
}

// Whether a link leads from `directory` to where the file of that name would be.
bool IsBehindLink(const std::string& directory, const std::string& name) {
  return std::ranges::any_of(DirectoriesOf(directory, name), [](const fs::path& path) {
    error_code failure;
    return fs::is_symlink(fs::symlink_status(path, failure));
  });
}

// Adds a line to a log, each of whose lines begins with the same character. A last one without its
// end is dropped where it is one of the log's; on an error nothing was added. A link is not
// followed: what it leads to is somebody else's.
Status AppendLine(const std::string& path, const std::string& line) {
  const auto failed = [&] {
    if (errno != ELOOP) return Status(SystemError("cannot add to '" + path + "'", errno));
    return Status(Error{"cannot add to '" + path + "'", {"it is a link"}, ""});
  };
  const FileDescriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (file.get() < 0) return failed();
  off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size < 0) return failed();
  const off_t whole = size;
  char first = 0;  // of the last line, where it has no end
  for (char last = 0; size > 0; --size) {
    if (::pread(file.get(), &last, 1, size - 1) != 1) return failed();
    if (last == '\n') break;
    first = last;
  }
  if (size < whole && first != line.front()) {
    return Error{
        "cannot add to '" + path + "'", {"its last line is none that was written here"}, ""};
  }
  if (size < whole && ::ftruncate(file.get(), size) != 0) return failed();
  if (!WriteBytes(file.get(), line) || ::fsync(file.get()) != 0) {
    Status failure = failed();
    // What has arrived of it is no line.
    return ::ftruncate(file.get(), size) == 0 ? std::move(failure) : failed();
  }
  return Ok();
}

// The line of a killed owner, who had replaced the file already and had not come to the log.
Status FinishLog(const LeftLock& left, const std::optional<std::string>& present,
                 const std::string& log) {
  const bool is_replaced = present && !left.line.empty() && Sha256Digest(*present) == left.digest;
  if (!is_replaced) return Ok();
  const std::optional<std::string> text = ReadWhole(log);
  if (text && text->ends_with(left.line)) return Ok();
  return AppendLine(log, left.line);
}

}  // namespace

Result<std::string> DiskFiles::Read(const std::string& path) {
  if (path == "-") {
    if (!standard_input_) standard_input_ = ReadDescriptor(STDIN_FILENO, "standard input");
    return *standard_input_;
  }
  const FileDescriptor file = OpenToRead(path);
  if (!file.is_open()) {
    const std::string message = "cannot read '" + path + "'";
    if (errno == ENODEV) return Error{message, {"it is no regular file"}, ""};
    return SystemError(message, errno);
  }
  return ReadDescriptor(file.get(), path);
}

Result<std::optional<std::string>> DiskFiles::ReadIfExists(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 && errno == ENOENT) return std::optional<std::string>();
  Result<std::string> text = Read(path);
  if (!text) return std::move(text).error();
  return std::optional(std::move(*text));
}

namespace {

// A link is followed: the lock belongs to the file that changes.
std::string Resolved(const std::string& path) {
  error_code failure;
  const fs::path resolved = fs::canonical(path, failure);
  return failure ? path : resolved.string();
}

// Ends what a killed owner of the lock had begun, and tells who that was; nullopt: there was none.
Result<std::optional<std::string>> FinishLeft(const FileLock& lock,
                                              const std::optional<std::string>& present,
                                              const std::string& log) {
  const std::optional<LeftLock>& left = lock.left();
  if (!left) return std::optional<std::string>();
  if (Status finished = FinishLog(*left, present, log); !finished) {
    return std::move(finished).error();
  }
  return std::optional(left->owner);
}

}  // namespace

Result<std::optional<std::string>> DiskFiles::FinishReplacement(const std::string& path,
                                                                const std::string& log) {
  const SignalHold hold;
  const std::string target = Resolved(path);
  if (!FileLock::IsLeft(target)) return std::optional<std::string>();
  FileLock lock;
  if (Status taken = lock.Acquire(target); !taken) return std::move(taken).error();
  Result<std::optional<std::string>> present = ReadIfExists(target);
  if (!present) return std::move(present).error();
  return FinishLeft(lock, *present, log);
}

namespace {

// One file of several that change together.
struct Replacement {
  const FileReplacement* change = nullptr;
  std::string target;
  FileLock lock;
  PendingFile file;
  FileReplaced replaced;
};

Status Prepare(Replacement& each, DiskFiles& files) {
  const FileReplacement& change = *each.change;
  if (Status taken = each.lock.Acquire(each.target); !taken) return taken;
  Result<std::optional<std::string>> present = files.ReadIfExists(each.target);
  if (!present) return std::move(present).error();
  Result<std::optional<std::string>> left_by = FinishLeft(each.lock, *present, change.log);
  if (!left_by) return std::move(left_by).error();
  each.replaced.left_by = *std::move(left_by);
  if (*present == change.expected) return Ok();
  return Error{"'" + change.path + "' was changed by somebody else meanwhile; nothing was written",
               {},
               "Look at the change, then run this again."};
}

// What was renamed goes back to what it was. The files that did not.
std::vector<std::string> PutBack(const std::vector<std::unique_ptr<Replacement>>& renamed) {
  std::vector<std::string> left;
  for (const std::unique_ptr<Replacement>& each : renamed) {
    Status done = Ok();
    if (!each->change->expected) {
      if (::unlink(each->target.c_str()) != 0) done = SystemError("cannot remove", errno);
    } else {
      PendingFile file;
      done = file.Write(each->target, *each->change->expected, PendingFile::Name::kFixed);
      if (done) done = file.Sync();
      if (done) done = file.Rename();
    }
    if (!done) left.push_back(each->change->path);
  }
  return left;
}

}  // namespace

Result<std::vector<FileReplaced>> DiskFiles::Replace(const std::vector<FileReplacement>& changes) {
  const SignalHold hold;
  std::vector<std::unique_ptr<Replacement>> all;
  for (const FileReplacement& change : changes) {
    all.push_back(std::make_unique<Replacement>());
    all.back()->change = &change;
    all.back()->target = Resolved(change.path);
  }
  std::ranges::sort(all, {}, [](const auto& each) -> const std::string& { return each->target; });
  for (const std::unique_ptr<Replacement>& each : all) {
    if (Status ready = Prepare(*each, *this); !ready) return std::move(ready).error();
  }
  for (const std::unique_ptr<Replacement>& each : all) {
    const FileReplacement& change = *each->change;
    Status done = each->lock.Announce(Sha256Digest(change.content), change.line);
    if (done) done = each->file.Write(each->target, change.content, PendingFile::Name::kFixed);
    if (done) done = each->file.Sync();
    if (!done) return std::move(done).error();
  }
  std::vector<std::unique_ptr<Replacement>> renamed;
  for (std::unique_ptr<Replacement>& each : all) {
    if (Status done = each->file.Rename(); !done) {
      Error error = std::move(done).error();
      for (std::string& path : PutBack(renamed)) {
        error.causes.push_back("'" + path + "' has its new content already, and can't be put back");
      }
      return error;
    }
    renamed.push_back(std::move(each));
  }
  for (const std::unique_ptr<Replacement>& each : renamed) {
    const FileReplacement& change = *each->change;
    Status logged = SyncDirectory(fs::path(each->target).parent_path().string());
    if (logged && !change.log.empty()) logged = AppendLine(change.log, change.line);
    if (!logged) each->replaced.log_error = std::move(logged).error();
  }
  std::vector<FileReplaced> replaced(changes.size());
  for (std::unique_ptr<Replacement>& each : renamed) {
    replaced[static_cast<std::size_t>(each->change - changes.data())] = std::move(each->replaced);
  }
  return replaced;
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

std::optional<std::vector<std::string>> DiskFiles::FileNames(const std::string& directory) {
  std::vector<std::string> names;
  error_code failure;
  fs::directory_iterator entry(directory, failure);
  if (failure) return std::nullopt;
  for (const fs::directory_iterator end; !failure && entry != end; entry.increment(failure)) {
    error_code unreadable;
    if (fs::is_regular_file(entry->path(), unreadable)) {
      names.push_back(entry->path().filename().string());
    }
  }
  std::ranges::sort(names);
  return names;
}

Status DiskFiles::WriteAll(const std::string& directory, const std::vector<OutputFile>& files,
                           const std::vector<std::string>& obsolete) {
  const SignalHold hold;
  NewDirectory made;
  if (Status status = made.Make(directory); !status) return status;
  const auto path_of = [&](const std::string& name) {
    return (fs::path(directory) / name).string();
  };
  std::set<std::string> below;
  for (const OutputFile& file : files) {
    if (IsBehindLink(directory, file.name)) {
      return Error{"cannot write '" + path_of(file.name) + "'",
                   {"a directory of it is a link, and links are not followed"},
                   "Remove the link, or choose another directory."};
    }
    for (const fs::path& path : DirectoriesOf(directory, file.name)) {
      if (Status status = made.Make(path); !status) return status;
      below.insert(path.string());
    }
  }
  std::vector<PendingFile> pending;
  for (const OutputFile& file : files) {
    if (Status written = pending.emplace_back().Write(path_of(file.name), file.content,
                                                      PendingFile::Name::kOfItsOwn);
        !written) {
      return written;
    }
  }
  made.Keep();
  const auto remove_obsolete = [&]() -> Status {
    for (const std::string& name : obsolete) {
      if (IsBehindLink(directory, name)) continue;
      if (::unlink(path_of(name).c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
        return SystemError("cannot remove '" + path_of(name) + "'", errno);
      }
      // Directories that have become empty.
      const std::vector<fs::path> directories = DirectoriesOf(directory, name);
      for (auto path = directories.rbegin(); path != directories.rend(); ++path) {
        ::rmdir(path->c_str());
      }
    }
    for (const std::string& path : below) {
      if (Status synced = SyncDirectory(path); !synced) return synced;
    }
    return SyncDirectory(directory);
  };
  for (PendingFile& file : pending) {
    if (&file == &pending.back()) {
      if (Status removed = remove_obsolete(); !removed) return removed;
    }
    if (Status renamed = file.Rename(); !renamed) return renamed;
  }
  if (pending.empty()) return remove_obsolete();
  return SyncDirectory(directory);
}

Result<std::shared_ptr<void>> DiskFiles::Lock(const std::string& path) {
  auto lock = std::make_shared<FileLock>();
  if (Status taken = lock->Acquire(path); !taken) return std::move(taken).error();
  return std::shared_ptr<void>(std::move(lock));
}

Status DiskFiles::RemoveDirectory(const std::string& directory) {
  error_code failure;
  fs::remove_all(directory, failure);
  if (!failure) return Ok();
  return Error{"cannot remove the directory '" + directory + "'", {failure.message()}, ""};
}

}  // namespace deltaplan::planner
