#include "planner/git/pack_reader.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostDeltas = 4096;  // in a chain; git's own limit is 4095

}  // namespace

std::optional<PackLocation> PackReader::BaseOf(const PackLocation& location,
                                               const PackEntry& entry) const {
  if (entry.type == PackEntry::kRefDelta) {
    std::size_t hint = location.pack;
    return files_.Find(entry.base, hint);
  }
  if (entry.base_distance > location.offset) return std::nullopt;
  return PackLocation{location.pack, location.offset - entry.base_distance};
}

bool PackReader::Read(const graph::ObjectId& id, ObjectType type, std::string& raw) {
  const std::optional<PackLocation> start = files_.Find(id, hint_);
  if (!start) return false;
  // Trees are read again; a blob is for who asks, and kept only when others are built on it.
  const bool is_kept = type != ObjectType::kBlob;
  // Down the chain of deltas to something whole or cached, then up again.
  chain_.clear();
  PackLocation location = *start;
  const DeltaBaseCache::Slot* known = nullptr;
  while (known == nullptr) {
    known = cache_.Find(location);
    if (known != nullptr) break;
    const std::optional<PackEntry> entry = ParsePackEntry(files_.BytesAt(location));
    if (!entry || chain_.size() > kMostDeltas) return false;
    if (entry->type == PackEntry::kOffsetDelta || entry->type == PackEntry::kRefDelta) {
      chain_.push_back({location, entry->size, entry->compressed});
      const std::optional<PackLocation> base = BaseOf(location, *entry);
      if (!base) return false;
      location = *base;
      continue;
    }
    if (entry->type != static_cast<std::uint8_t>(type)) return false;
    if (!inflater_.InflateExactly(entry->compressed, entry->size, raw)) return false;
    if (chain_.empty() && !is_kept) return true;
    known = &cache_.Store(location, type, raw);
  }
  if (known->type != type) return false;
  // A result may take the very slot of its base: it is made aside and then swapped in.
  for (; !chain_.empty(); chain_.pop_back()) {
    const Delta& delta = chain_.back();
    if (!inflater_.InflateExactly(delta.compressed, delta.size, delta_) ||
        !ApplyDelta(known->bytes, delta_, raw)) {
      return false;
    }
    if (chain_.size() == 1 && !is_kept) return true;
    known = &cache_.Store(delta.location, type, raw);
  }
  raw = known->bytes;
  return true;
}

}  // namespace deltaplan::planner
