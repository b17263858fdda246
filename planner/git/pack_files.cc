#include "planner/git/pack_files.h"

#include <algorithm>
#include <dirent.h>
#include <utility>

#include "planner/git/big_endian.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

constexpr std::size_t kHeader = 12;  // "PACK", version, number of objects
constexpr std::size_t kTrailer = ObjectId::kSize;

// The names of the packs in `directory` without their endings, sorted.
std::vector<std::string> PackNames(const std::string& directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(directory.c_str()), closedir);
  if (!stream) return names;
  while (const dirent* entry = readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name.ends_with(".idx")) names.emplace_back(name.substr(0, name.size() - 4));
  }
  std::ranges::sort(names);
  return names;
}

// Whether `pack` is what `index` was made for.
bool BelongsTo(std::string_view pack, const PackIndex& index) {
  if (pack.size() < kHeader + kTrailer || !pack.starts_with("PACK")) return false;
  const std::uint32_t version = BigEndian32(pack.data() + 4);
  return (version == 2 || version == 3) && BigEndian32(pack.data() + 8) == index.count() &&
         pack.ends_with(index.pack_checksum());
}

}  // namespace

void PackFiles::ResidentPages::Touch(std::uint64_t offset) {
  std::atomic<bool>& touched = touched_[offset >> kWindowBits];
  if (touched.load(std::memory_order_relaxed)) return;
  touched.store(true, std::memory_order_relaxed);
  if (count_.fetch_add(1, std::memory_order_relaxed) < kMostWindows) return;
  // Threads that read meanwhile miss the pages and get them back: the mapping itself stays.
  count_.store(0, std::memory_order_relaxed);
  for (std::atomic<bool>& window : touched_) window.store(false, std::memory_order_relaxed);
  EvictPages(mapped_);
}

std::optional<PackFiles::Pack> PackFiles::Open(const Bytes& bytes) {
  const std::optional<PackIndex> index = PackIndex::Parse(bytes.index);
  if (!index || !BelongsTo(bytes.pack, *index)) return std::nullopt;
  return Pack{*index, bytes.pack};
}

PackFiles::PackFiles(const std::string& objects_directory) {
  const std::string directory = objects_directory + "/pack/";
  for (const std::string& name : PackNames(directory)) {
    std::optional<MappedFile> index = MappedFile::Open(directory + name + ".idx");
    std::optional<MappedFile> data = MappedFile::Open(directory + name + ".pack");
    if (!index || !data) continue;
    std::optional<Pack> pack = Open({index->bytes(), data->bytes()});
    if (!pack) continue;
    pack->pages = std::make_unique<ResidentPages>(data->bytes());
    pack->index_file = *std::move(index);
    pack->data_file = *std::move(data);
    packs_.push_back(*std::move(pack));
  }
}

PackFiles::PackFiles(const std::vector<Bytes>& packs) {
  for (const Bytes& bytes : packs) {
    if (std::optional<Pack> pack = Open(bytes)) packs_.push_back(*std::move(pack));
  }
}

std::optional<PackLocation> PackFiles::Find(const ObjectId& id, std::size_t& hint) const {
  if (hint < packs_.size()) {
    if (const auto offset = packs_[hint].index.Find(id)) return PackLocation{hint, *offset};
  }
  for (std::size_t i = 0; i < packs_.size(); ++i) {
    if (i == hint) continue;
    if (const auto offset = packs_[i].index.Find(id)) {
      hint = i;
      return PackLocation{i, *offset};
    }
  }
  return std::nullopt;
}

std::size_t PackFiles::object_count() const {
  std::size_t count = 0;
  for (const Pack& pack : packs_) count += pack.index.count();
  return count;
}

std::string_view PackFiles::BytesAt(const PackLocation& location) const {
  const Pack& pack = packs_[location.pack];
  const std::size_t end = pack.data.size() - kTrailer;
  if (location.offset < kHeader || location.offset >= end) return {};
  if (pack.pages) pack.pages->Touch(location.offset);
  return pack.data.substr(location.offset, end - location.offset);
}

}  // namespace deltaplan::planner
