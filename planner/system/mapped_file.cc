#include "planner/system/mapped_file.h"

#include <cerrno>
#include <sys/mman.h>
#include <sys/stat.h>

#include "planner/system/file_text.h"

namespace deltaplan::planner {
namespace {

// The system calls want no const; nothing is written through it.
char* Address(std::string_view mapped) { return const_cast<char*>(mapped.data()); }

}  // namespace

std::optional<MappedFile> MappedFile::Open(const std::string& path) {
  const FileDescriptor file = OpenToRead(path);
  struct stat status = {};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode)) {
    errno = EINVAL;
    return std::nullopt;
  }
  MappedFile mapped;
  mapped.modified_ = status.st_mtim;
  if (status.st_size == 0) return mapped;
  const auto size = static_cast<std::size_t>(status.st_size);
  const void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) return std::nullopt;
  mapped.bytes_ = {static_cast<const char*>(start), size};
  return mapped;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(Address(bytes_), bytes_.size());
}

void EvictPages(std::string_view mapped) {
  ::madvise(Address(mapped), mapped.size(), MADV_DONTNEED);
}

}  // namespace deltaplan::planner
