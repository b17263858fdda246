#include "planner/git/delta_base_cache.h"

#include <algorithm>
#include <bit>

namespace deltaplan::planner {
namespace {

constexpr std::size_t kSmallObject = 4096;
constexpr std::size_t kLeastSlots = 64;
constexpr std::size_t kSmallSlots = 2048;  // fewer where the packs hold few objects
constexpr std::size_t kLargeSlots = 128;

std::size_t SlotNumber(const PackLocation& location, std::size_t slots) {
  // Offsets of neighbours differ by little: spread them by the golden ratio.
  return static_cast<std::size_t>(((location.offset + location.pack) * 0x9E3779B97F4A7C15U) >>
                                  32U) %
         slots;
}

}  // namespace

DeltaBaseCache::DeltaBaseCache(std::size_t object_count, SharedBytes& large_bytes)
    : small_(std::clamp(std::bit_ceil(object_count / 8), kLeastSlots, kSmallSlots)),
      large_(kLargeSlots),
      large_bytes_(large_bytes) {}

DeltaBaseCache::~DeltaBaseCache() { CountLarge(0); }

// The large ones of this cache take `bytes` from now on.
void DeltaBaseCache::CountLarge(std::size_t bytes) {
  large_bytes_ += bytes - own_bytes_;  // modulo the type's size: a difference below 0 is one, too
  own_bytes_ = bytes;
}

const DeltaBaseCache::Slot* DeltaBaseCache::Find(const PackLocation& location) const {
  for (const std::vector<Slot>* slots : {&small_, &large_}) {
    const Slot& slot = (*slots)[SlotNumber(location, slots->size())];
    if (slot.location == location) return &slot;
  }
  return nullptr;
}

DeltaBaseCache::Slot& DeltaBaseCache::LargeSlot(const PackLocation& location, std::size_t size) {
  Slot& slot = large_[SlotNumber(location, large_.size())];
  CountLarge(own_bytes_ + size - slot.bytes.size());
  if (large_bytes_ > kMostLargeBytes) {
    for (Slot& each : large_) each = Slot();
    CountLarge(size);
  }
  return slot;
}

const DeltaBaseCache::Slot& DeltaBaseCache::Store(const PackLocation& location, ObjectType type,
                                                  std::string& bytes) {
  Slot& slot = bytes.size() <= kSmallObject ? small_[SlotNumber(location, small_.size())]
                                            : LargeSlot(location, bytes.size());
  slot.location = location;
  slot.type = type;
  slot.bytes.swap(bytes);
  return slot;
}

}  // namespace deltaplan::planner
