#include "planner/git/object_count.h"

#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>
#include <optional>

#include "planner/git/multi_pack_index.h"
#include "planner/git/object_directories.h"
#include "planner/git/pack_index.h"
#include "planner/system/mapped_file.h"

namespace deltaplan::planner {
namespace {

namespace fs = boost::filesystem;

MultiPackIndex ReadMultiPackIndex(const std::string& path) {
  const std::optional<MappedFile> file = MappedFile::Open(path);
  if (!file) return {};
  return ParseMultiPackIndex(file->bytes()).value_or(MultiPackIndex());
}

std::uint64_t ReadPackCount(const std::string& path) {
  const std::optional<MappedFile> file = MappedFile::Open(path);
  const std::optional<PackIndex> index = PackIndex::Parse(file ? file->bytes() : "");
  return index ? index->count() : 0;
}

std::uint64_t CountIn(const std::string& directory) {
  boost::system::error_code failure;
  const std::string packs = directory + "/pack";
  const MultiPackIndex combined = ReadMultiPackIndex(packs + "/multi-pack-index");
  std::uint64_t count = combined.objects;
  for (fs::directory_iterator entry(packs, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const fs::path& path = entry->path();
    if (path.extension() != ".idx" || combined.packs.contains(path.filename().string())) continue;
    boost::system::error_code missing;
    if (fs::is_regular_file(fs::path(path).replace_extension(".pack"), missing)) {
      count += ReadPackCount(path.string());
    }
  }
  return count;
}

}  // namespace

std::uint64_t ApproximateObjectCount(const ObjectStore& store) {
  std::uint64_t count = 0;
  for (const std::string& directory : ObjectDirectories(store)) {
    count += CountIn(directory);
  }
  return count;
}

}  // namespace deltaplan::planner
