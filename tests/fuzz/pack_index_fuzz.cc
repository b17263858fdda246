// Pack indexes: whatever the bytes are, each name that a sorted table holds is found at its offset,
// and what is found is in the table.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "planner/git/big_endian.h"
#include "planner/git/pack_index.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
using deltaplan::graph::ObjectId;
using deltaplan::planner::PackIndex;

// Whether `id` is one of the table's, and `offset` one of its offsets.
bool Holds(const PackIndex& index, const ObjectId& id, std::uint64_t offset) {
  for (std::size_t i = 0; i < index.count(); ++i) {
    if (index.IdAt(i) == id && index.OffsetAt(i) == offset) return true;
  }
  return false;
}

// Sorted, each once, and each behind the step of the fan-out table that its first byte names.
bool IsSorted(const PackIndex& index, std::string_view fan_out) {
  for (std::size_t i = 0; i < index.count(); ++i) {
    if (i > 0 && index.IdAt(i) <= index.IdAt(i - 1)) return false;
    std::size_t first = 0;
    while (i >= deltaplan::planner::BigEndian32(fan_out.data() + first * 4)) ++first;
    if (first != index.IdAt(i).bytes[0]) return false;
  }
  return true;
}

void Check(std::string_view bytes) {
  const std::optional<PackIndex> index = PackIndex::Parse(bytes);
  if (!index) return;
  Require(index->pack_checksum().size() == ObjectId::kSize);
  Require(index->count() <= bytes.size() / (4 + ObjectId::kSize));
  const bool is_version_2 = bytes.starts_with("\377tOc");
  const bool is_sorted = IsSorted(*index, bytes.substr(is_version_2 ? 8 : 0));
  for (std::size_t i = 0; i < index->count(); ++i) {
    ObjectId id = index->IdAt(i);
    const std::optional<std::uint64_t> found = index->Find(id);
    Require(!found || Holds(*index, id, *found));
    if (is_sorted) Require(found == index->OffsetAt(i));
    id.bytes[ObjectId::kSize - 1] ^= 1U;  // a neighbour, which need not be there
    const std::optional<std::uint64_t> near = index->Find(id);
    Require(!near || Holds(*index, id, *near));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
