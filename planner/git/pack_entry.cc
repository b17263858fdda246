#include "planner/git/pack_entry.h"

#include <algorithm>

namespace deltaplan::planner {
namespace {

// Takes a byte off; false at the end.
bool TakeByte(std::string_view& bytes, std::uint8_t& byte) {
  if (bytes.empty()) return false;
  byte = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  return true;
}

// Takes the rest of a number off: seven bits a byte, lowest first, while `last` has the highest bit
// set. `size` holds the `shift` lowest bits already.
bool TakeSize(std::string_view& bytes, std::uint8_t last, unsigned shift, std::size_t& size) {
  for (; (last & 0x80U) != 0; shift += 7) {
    if (shift > 56 || !TakeByte(bytes, last)) return false;
    size |= std::size_t{last & 0x7FU} << shift;
  }
  return true;
}

bool TakeSize(std::string_view& bytes, std::size_t& size) {
  std::uint8_t byte = 0;
  if (!TakeByte(bytes, byte)) return false;
  size = byte & 0x7FU;
  return TakeSize(bytes, byte, 7, size);
}

// Highest bits first; each further byte adds one, so that no distance has two spellings.
bool TakeDistance(std::string_view& bytes, std::uint64_t& distance) {
  std::uint8_t byte = 0;
  distance = 0;
  do {
    if (distance > (std::uint64_t{1} << 54U) || !TakeByte(bytes, byte)) return false;
    distance = (distance << 7U) | (byte & 0x7FU);
    if ((byte & 0x80U) != 0) ++distance;
  } while ((byte & 0x80U) != 0);
  return true;
}

// The bits of `op` tell which bytes of offset and length follow; the others are zero.
bool TakeCopy(std::string_view& delta, std::uint8_t op, std::size_t& offset, std::size_t& length) {
  constexpr unsigned kOffsetBytes = 4;
  constexpr unsigned kLengthBytes = 3;
  offset = 0;
  length = 0;
  for (unsigned i = 0; i < kOffsetBytes + kLengthBytes; ++i) {
    std::uint8_t byte = 0;
    if ((op & (1U << i)) == 0) continue;
    if (!TakeByte(delta, byte)) return false;
    if (i < kOffsetBytes) {
      offset |= std::size_t{byte} << (8 * i);
    } else {
      length |= std::size_t{byte} << (8 * (i - kOffsetBytes));
    }
  }
  if (length == 0) length = 0x10000;
  return true;
}

}  // namespace

std::optional<PackEntry> ParsePackEntry(std::string_view bytes) {
  PackEntry entry;
  std::uint8_t first = 0;
  if (!TakeByte(bytes, first)) return std::nullopt;
  entry.type = (first >> 4U) & 7U;
  entry.size = first & 15U;
  if (!TakeSize(bytes, first, 4, entry.size) || entry.size > kLargestPackedObject) {
    return std::nullopt;
  }
  if (entry.type == PackEntry::kOffsetDelta) {
    if (!TakeDistance(bytes, entry.base_distance) || entry.base_distance == 0) return std::nullopt;
  } else if (entry.type == PackEntry::kRefDelta) {
    if (bytes.size() < graph::ObjectId::kSize) return std::nullopt;
    entry.base = graph::ObjectId::FromRaw(bytes.data());
    bytes.remove_prefix(graph::ObjectId::kSize);
  }
  entry.compressed = bytes;
  return entry;
}

bool ApplyDelta(std::string_view base, std::string_view delta, std::string& out) {
  std::size_t base_size = 0;
  std::size_t size = 0;
  if (!TakeSize(delta, base_size) || !TakeSize(delta, size)) return false;
  if (base_size != base.size() || size > kLargestPackedObject) return false;
  // No byte of a delta stands for more than one copy of the base: memory is taken for what can be.
  if (size > delta.size() * std::max<std::size_t>(base.size(), 1)) return false;
  out.clear();
  out.reserve(size);
  while (!delta.empty()) {
    std::uint8_t op = 0;
    TakeByte(delta, op);
    std::string_view piece;
    if ((op & 0x80U) != 0) {
      std::size_t offset = 0;
      std::size_t length = 0;
      if (!TakeCopy(delta, op, offset, length)) return false;
      if (offset > base.size() || length > base.size() - offset) return false;
      piece = base.substr(offset, length);
    } else {
      if (op == 0 || op > delta.size()) return false;
      piece = delta.substr(0, op);
      delta.remove_prefix(op);
    }
    if (piece.size() > size - out.size()) return false;
    out.append(piece);
  }
  return out.size() == size;
}

}  // namespace deltaplan::planner
