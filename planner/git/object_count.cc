// ApproximateObjectCount: the size of a store as git sees it when it chooses a length for
// abbreviations. Formats: gitformat-pack (".idx" files, version 1 and 2; "multi-pack-index").
#include <algorithm>
#include <array>
#include <boost/filesystem/operations.hpp>
#include <boost/filesystem/path.hpp>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/git/abbreviation.h"
#include "planner/git/object_directories.h"

namespace deltaplan::planner {
namespace {

namespace fs = boost::filesystem;

constexpr std::size_t kLastFanOut = 255 * 4;  // the last entry counts all the objects

std::uint64_t BigEndian(const char* bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// `size` bytes of a file from `offset`; shorter where the file ends.
std::string ReadAt(const std::string& path, std::uint64_t offset, std::size_t size) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  std::string bytes(size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  return bytes;
}

std::uint64_t CountAt(const std::string& path, std::uint64_t offset) {
  const std::string bytes = ReadAt(path, offset, 4);
  return bytes.size() == 4 ? BigEndian(bytes.data(), 4) : 0;
}

std::uint64_t PackIndexCount(const std::string& path) {
  const bool has_header = ReadAt(path, 0, 4) == "\377tOc";  // version 1 has none
  return CountAt(path, has_header ? 8 + kLastFanOut : kLastFanOut);
}

struct MultiPackIndex {
  std::uint64_t objects = 0;
  std::set<std::string> packs;  // names of .idx files
};

MultiPackIndex ReadMultiPackIndex(const std::string& path) {
  constexpr std::size_t kHeader = 12;
  constexpr std::size_t kChunk = 12;  // name 4, offset 8
  MultiPackIndex result;
  const std::string header = ReadAt(path, 0, kHeader);
  if (header.size() != kHeader || !header.starts_with("MIDX")) return result;
  const std::size_t chunk_count = static_cast<unsigned char>(header[6]);
  const std::string table = ReadAt(path, kHeader, (chunk_count + 1) * kChunk);
  for (std::size_t at = 0; at + 2 * kChunk <= table.size(); at += kChunk) {
    const std::string_view name = std::string_view(table).substr(at, 4);
    const std::uint64_t offset = BigEndian(table.data() + at + 4, 8);
    if (name == "OIDF") result.objects = CountAt(path, offset + kLastFanOut);
    if (name != "PNAM") continue;
    const std::uint64_t end = BigEndian(table.data() + at + kChunk + 4, 8);
    const std::string names = ReadAt(path, offset, end > offset ? end - offset : 0);
    for (std::size_t begin = 0; begin < names.size();) {
      const std::string pack = names.c_str() + begin;
      begin += pack.size() + 1;
      if (!pack.empty()) result.packs.insert(pack);
    }
  }
  return result;
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
      count += PackIndexCount(path.string());
    }
  }
  return count;
}

}  // namespace

std::uint64_t ApproximateObjectCount(const std::string& objects_directory) {
  std::uint64_t count = 0;
  for (const std::string& directory : ObjectDirectories(objects_directory)) {
    count += CountIn(directory);
  }
  return count;
}

}  // namespace deltaplan::planner
