#include "planner/git/pack_files.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

constexpr std::size_t kTrailer = ObjectId::kSize;
constexpr std::size_t kIndexHeader = 8;
constexpr std::size_t kFanout = 256 * 4;
// A tree of a million entries is some 40 MiB; larger objects are none of ours.
constexpr std::size_t kMaxObject = std::size_t{256} << 20U;
constexpr std::size_t kSmallObject = 4096;
constexpr std::size_t kLeastSlots = 64;
constexpr std::size_t kSmallSlots = 4096;  // fewer where the packs hold few objects
constexpr std::size_t kLargeSlots = 128;
constexpr std::size_t kMaxDepth = 4096;  // git's own limit of delta chains is 4095

std::uint32_t BigEndian32(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return std::uint32_t{static_cast<std::uint8_t>(bytes[at + i])};
  };
  return byte(0) << 24U | byte(1) << 16U | byte(2) << 8U | byte(3);
}

// Reads the varint of delta sizes; false at the end of the data.
bool ReadSize(std::string_view& data, std::size_t& size) {
  size = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    if (data.empty()) return false;
    const auto byte = static_cast<std::uint8_t>(data.front());
    data.remove_prefix(1);
    size |= std::size_t{byte & 0x7FU} << shift;
    if ((byte & 0x80U) == 0) return true;
  }
  return false;
}

std::size_t SlotNumber(const PackFiles::Location& location, std::size_t slots) {
  // Offsets of neighbours differ by little: spread them by the golden ratio.
  return static_cast<std::size_t>(((location.offset + location.pack) * 0x9E3779B97F4A7C15U) >>
                                  32U) %
         slots;
}

// Applies a delta: copies out of the base and insertions, until the announced size is reached.
bool ApplyDelta(std::string_view base, std::string_view delta, std::string& out) {
  std::size_t base_size = 0;
  std::size_t size = 0;
  if (!ReadSize(delta, base_size) || !ReadSize(delta, size)) return false;
  if (base_size != base.size() || size > kMaxObject) return false;
  out.clear();
  out.reserve(size);
  while (!delta.empty()) {
    const auto op = static_cast<std::uint8_t>(delta.front());
    delta.remove_prefix(1);
    if ((op & 0x80U) != 0) {
      std::size_t offset = 0;
      std::size_t length = 0;
      for (unsigned i = 0; i < 7; ++i) {
        if ((op & (1U << i)) == 0) continue;
        if (delta.empty()) return false;
        const std::size_t byte = static_cast<std::uint8_t>(delta.front());
        delta.remove_prefix(1);
        if (i < 4) {
          offset |= byte << (8 * i);
        } else {
          length |= byte << (8 * (i - 4));
        }
      }
      if (length == 0) length = 0x10000;
      if (offset > base.size() || length > base.size() - offset) return false;
      out.append(base.substr(offset, length));
    } else {
      if (op == 0 || op > delta.size()) return false;
      out.append(delta.substr(0, op));
      delta.remove_prefix(op);
    }
    if (out.size() > size) return false;
  }
  return out.size() == size;
}

}  // namespace

std::optional<PackFiles::Mapping> PackFiles::Mapping::Open(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  struct stat status {};
  void* start = MAP_FAILED;
  if (fstat(file, &status) == 0 && status.st_size > 0) {
    start =
        mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
  }
  close(file);
  if (start == MAP_FAILED) return std::nullopt;
  return Mapping({static_cast<const char*>(start), static_cast<std::size_t>(status.st_size)});
}

PackFiles::Mapping::~Mapping() {
  if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

void PackFiles::Residents::Look(std::string_view mapped, std::uint64_t offset) {
  std::atomic<bool>& seen = seen_[offset >> kWindowBits];
  if (seen.load(std::memory_order_relaxed)) return;
  seen.store(true, std::memory_order_relaxed);
  if (count_.fetch_add(1, std::memory_order_relaxed) < kMostWindows) return;
  // Threads that read meanwhile miss the pages and get them back: the mapping itself stays.
  count_.store(0, std::memory_order_relaxed);
  for (std::atomic<bool>& window : seen_) window.store(false, std::memory_order_relaxed);
  madvise(const_cast<char*>(mapped.data()), mapped.size(), MADV_DONTNEED);
}

PackFiles::PackFiles(const std::string& objects_directory) {
  const std::string directory = objects_directory + "/pack/";
  const std::unique_ptr<DIR, int (*)(DIR*)> open_directory(opendir(directory.c_str()), closedir);
  if (!open_directory) return;
  std::vector<std::string> names;
  while (const dirent* entry = readdir(open_directory.get())) {
    const std::string_view name = entry->d_name;
    if (name.ends_with(".idx")) names.emplace_back(name.substr(0, name.size() - 4));
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    std::optional<Mapping> index = Mapping::Open(directory + name + ".idx");
    std::optional<Mapping> data = Mapping::Open(directory + name + ".pack");
    if (!index || !data) continue;
    const std::string_view bytes = index->bytes();
    if (bytes.size() < kIndexHeader + kFanout + 2 * kTrailer ||
        !bytes.starts_with(std::string_view("\377tOc\0\0\0\2", kIndexHeader))) {
      continue;
    }
    const std::uint32_t count = BigEndian32(bytes, kIndexHeader + 255 * 4);
    // Ids, checksums and offsets; 64-bit offsets may follow.
    const std::size_t least = kIndexHeader + kFanout + std::size_t{count} * 28 + 2 * kTrailer;
    if (bytes.size() < least || data->bytes().size() < 12 + kTrailer) continue;
    auto residents = std::make_unique<Residents>(data->bytes().size());
    packs_.push_back({std::move(*index), std::move(*data), count, std::move(residents)});
  }
}

std::optional<std::uint64_t> PackFiles::FindIn(const Pack& pack, const ObjectId& id) {
  const std::string_view index = pack.index.bytes();
  const std::uint8_t first = id.bytes[0];
  std::uint32_t low = first == 0 ? 0 : BigEndian32(index, kIndexHeader + (first - 1U) * 4);
  std::uint32_t high = BigEndian32(index, kIndexHeader + first * 4U);
  if (high > pack.count || low > high) return std::nullopt;
  const char* ids = index.data() + kIndexHeader + kFanout;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const int order = std::memcmp(ids + std::size_t{middle} * 20, id.bytes.data(), 20);
    if (order == 0) {
      const std::size_t offsets = kIndexHeader + kFanout + std::size_t{pack.count} * 24;
      const std::uint32_t offset = BigEndian32(index, offsets + std::size_t{middle} * 4);
      if ((offset & 0x80000000U) == 0) return offset;
      const std::size_t large =
          offsets + std::size_t{pack.count} * 4 + std::size_t{offset & 0x7FFFFFFFU} * 8;
      if (large + 8 + 2 * kTrailer > index.size()) return std::nullopt;
      return std::uint64_t{BigEndian32(index, large)} << 32U | BigEndian32(index, large + 4);
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

std::optional<PackFiles::Location> PackFiles::Find(const ObjectId& id, std::size_t& hint) const {
  if (hint < packs_.size()) {
    if (const auto offset = FindIn(packs_[hint], id)) return Location{hint, *offset};
  }
  for (std::size_t i = 0; i < packs_.size(); ++i) {
    if (i == hint) continue;
    if (const auto offset = FindIn(packs_[i], id)) {
      hint = i;
      return Location{i, *offset};
    }
  }
  return std::nullopt;
}

std::size_t PackFiles::object_count() const {
  std::size_t count = 0;
  for (const Pack& pack : packs_) count += pack.count;
  return count;
}

std::string_view PackFiles::From(const Location& location) const {
  const Pack& pack = packs_[location.pack];
  const std::string_view data = pack.data.bytes();
  const std::size_t end = data.size() - kTrailer;
  if (location.offset >= end) return {};
  pack.residents->Look(data, location.offset);
  return data.substr(location.offset, end - location.offset);
}

PackReader::PackReader(const PackFiles& files)
    : files_(files),
      decompressor_(libdeflate_alloc_decompressor()),
      small_(std::clamp(std::bit_ceil(files.object_count() / 8), kLeastSlots, kSmallSlots)),
      large_(kLargeSlots) {}

PackReader::~PackReader() { libdeflate_free_decompressor(decompressor_); }

std::optional<PackReader::Header> PackReader::ReadHeader(
    const PackFiles::Location& location) const {
  std::string_view data = files_.From(location);
  if (data.empty()) return std::nullopt;
  Header header;
  auto byte = static_cast<std::uint8_t>(data.front());
  data.remove_prefix(1);
  header.type = (byte >> 4U) & 7U;
  header.size = byte & 15U;
  for (unsigned shift = 4; (byte & 0x80U) != 0; shift += 7) {
    if (data.empty() || shift > 56) return std::nullopt;
    byte = static_cast<std::uint8_t>(data.front());
    data.remove_prefix(1);
    header.size |= std::size_t{byte & 0x7FU} << shift;
  }
  if (header.size > kMaxObject) return std::nullopt;
  if (header.type == Header::kOffsetDelta) {
    // Each further byte adds one, so that no distance has two spellings.
    std::uint64_t distance = 0;
    do {
      if (data.empty() || distance > (std::uint64_t{1} << 54U)) return std::nullopt;
      byte = static_cast<std::uint8_t>(data.front());
      data.remove_prefix(1);
      distance = (distance << 7U) | (byte & 0x7FU);
      if ((byte & 0x80U) != 0) ++distance;
    } while ((byte & 0x80U) != 0);
    if (distance == 0 || distance > location.offset) return std::nullopt;
    header.base = {location.pack, location.offset - distance};
  } else if (header.type == Header::kRefDelta) {
    if (data.size() < ObjectId::kSize) return std::nullopt;
    std::size_t hint = location.pack;
    const auto base = files_.Find(ObjectId::FromRaw(data.data()), hint);
    if (!base) return std::nullopt;
    header.base = *base;
    data.remove_prefix(ObjectId::kSize);
  }
  header.compressed = data;
  return header;
}

bool PackReader::Inflate(std::string_view compressed, std::size_t size, std::string& out) {
  out.resize(size);
  std::size_t consumed = 0;
  std::size_t produced = 0;
  return libdeflate_zlib_decompress_ex(decompressor_, compressed.data(), compressed.size(),
                                       out.data(), size, &consumed,
                                       &produced) == LIBDEFLATE_SUCCESS &&
         produced == size;
}

const PackReader::Slot* PackReader::Recall(const PackFiles::Location& location) const {
  for (const std::vector<Slot>* slots : {&small_, &large_}) {
    const Slot& slot = (*slots)[SlotNumber(location, slots->size())];
    if (slot.offset == location.offset && slot.pack == location.pack) return &slot;
  }
  return nullptr;
}

PackReader::Slot& PackReader::Claim(const PackFiles::Location& location, Type type,
                                    std::size_t size) {
  std::vector<Slot>& slots = size <= kSmallObject ? small_ : large_;
  Slot& slot = slots[SlotNumber(location, slots.size())];
  slot.pack = location.pack;
  slot.offset = location.offset;
  slot.type = type;
  return slot;
}

bool PackReader::Read(const ObjectId& id, Type type, std::string& raw) {
  const std::optional<PackFiles::Location> start = files_.Find(id, hint_);
  if (!start) return false;
  // Down the chain of deltas to something whole or remembered, then up again.
  chain_.clear();
  PackFiles::Location location = *start;
  const Slot* known = nullptr;
  while ((known = Recall(location)) == nullptr) {
    const std::optional<Header> header = ReadHeader(location);
    if (!header || chain_.size() > kMaxDepth) return false;
    if (!header->IsDelta()) {
      if (header->type != static_cast<std::uint8_t>(type)) return false;
      Slot& slot = Claim(location, type, header->size);
      if (!Inflate(header->compressed, header->size, slot.bytes)) {
        slot.offset = 0;
        return false;
      }
      known = &slot;
      break;
    }
    chain_.emplace_back(location, *header);
    location = header->base;
  }
  if (known->type != type) return false;
  // A result may claim the very slot of its base: it is made aside and then swapped in.
  while (!chain_.empty()) {
    const auto& [at, header] = chain_.back();
    if (!Inflate(header.compressed, header.size, delta_) ||
        !ApplyDelta(known->bytes, delta_, raw)) {
      return false;
    }
    Slot& slot = Claim(at, type, raw.size());
    slot.bytes.swap(raw);
    known = &slot;
    chain_.pop_back();
  }
  raw = known->bytes;
  return true;
}

}  // namespace deltaplan::planner
