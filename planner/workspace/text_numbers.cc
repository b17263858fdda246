#include "planner/workspace/text_numbers.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <utility>

namespace deltaplan::planner::workspace {
namespace {

std::uint32_t HashOf(std::string_view text) {
  const std::size_t hash = std::hash<std::string_view>()(text);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

}  // namespace

std::size_t TextNumbers::PlaceOf(std::string_view text, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].number != kNone) {
    if (slots_[at].hash == hash && texts_[slots_[at].number] == text) break;
    at = (at + 1) & mask;
  }
  return at;
}

void TextNumbers::Reserve(std::size_t count) {
  texts_.reserve(count);
  // At most half full, so that a free slot is near.
  const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(2 * count, 64));
  if (wanted <= slots_.size()) return;
  const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(wanted));
  for (const Slot& slot : old) {
    if (slot.number != kNone) slots_[PlaceOf(texts_[slot.number], slot.hash)] = slot;
  }
}

std::uint32_t TextNumbers::Of(std::string_view text) {
  if (IsNext(text)) return next_++;
  if (2 * (texts_.size() + 1) > slots_.size()) Reserve(2 * texts_.size() + 1);
  const std::uint32_t hash = HashOf(text);
  Slot& slot = slots_[PlaceOf(text, hash)];
  if (slot.number == kNone) {
    slot = {hash, static_cast<std::uint32_t>(texts_.size())};
    texts_.push_back(arena_.Keep(text));
  }
  next_ = slot.number + 1;
  return slot.number;
}

std::optional<std::uint32_t> TextNumbers::Find(std::string_view text) {
  if (IsNext(text)) return next_++;
  if (slots_.empty()) return std::nullopt;
  const Slot& slot = slots_[PlaceOf(text, HashOf(text))];
  if (slot.number == kNone) return std::nullopt;
  next_ = slot.number + 1;
  return slot.number;
}

}  // namespace deltaplan::planner::workspace
