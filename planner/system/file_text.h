// Files read whole into memory.
#ifndef DELTAPLAN_PLANNER_SYSTEM_FILE_TEXT_H_
#define DELTAPLAN_PLANNER_SYSTEM_FILE_TEXT_H_

#include <cstddef>
#include <optional>
#include <string>

#include "planner/system/file_descriptor.h"

namespace deltaplan::planner {

/// What is left to read of a descriptor; nullopt with errno set when it can't be read, and EFBIG
/// when there are more than `most` bytes.
std::optional<std::string> ReadToEnd(int descriptor, std::size_t most);

/// Opens a file to be read; not open, with errno set, when that can't be. Never waits: what is no
/// regular file (a pipe with a name, a device) is refused with ENODEV. Not so what this process was
/// given, as "/dev/stdin" and "/dev/fd/63" name it, and /dev/null. A directory is opened.
FileDescriptor OpenToRead(const std::string& path, int open_flags = 0);

/// The whole file; nullopt when it can't be read. `open_flags` are added to those of open(2).
std::optional<std::string> ReadWhole(const std::string& path, int open_flags = 0);
/// The same where a file that can't be read is as good as an empty one.
std::string FileText(const std::string& path, int open_flags = 0);

/// "/a/b/" and "/a/b" are "/a/b"; the root stays.
std::string WithoutTrailingSlash(std::string path);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_FILE_TEXT_H_
