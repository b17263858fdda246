// Packs: what an object is depends neither on what was read before nor on the version of the index,
// and it is of one type at most. The text begins with the number of objects and where each begins
// (two bytes); the rest are the pack's entries. The ids are one byte and zeros, so that the text
// can name them as bases of deltas.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/git/pack_reader.h"
#include "tests/fuzz/require.h"
#include "tests/planner/git/pack_builder.h"

namespace {

using deltaplan::fuzz::Require;
using deltaplan::graph::ObjectId;
namespace planner = deltaplan::planner;
using planner::ObjectType;

constexpr std::array kTypes{ObjectType::kCommit, ObjectType::kTree, ObjectType::kBlob,
                            ObjectType::kTag};
constexpr std::size_t kMostObjects = 16;

// What `reader` finds: a type and the content.
struct Found {
  std::optional<ObjectType> type;
  std::string content;

  friend bool operator==(const Found&, const Found&) = default;
};

Found Read(planner::PackReader& reader, const ObjectId& id) {
  Found found;
  std::string raw;
  for (const ObjectType type : kTypes) {
    if (!reader.Read(id, type, raw)) continue;
    Require(!found.type && raw.size() <= planner::kLargestPackedObject);
    found = {type, raw};
  }
  return found;
}

ObjectId IdOf(std::size_t object) {
  return deltaplan::testing::IdWithFirstByte(static_cast<unsigned>(object * 16));
}

void Check(std::string_view text) {
  if (text.empty()) return;
  const std::size_t count = static_cast<std::uint8_t>(text.front()) % kMostObjects + 1;
  text.remove_prefix(1);
  if (text.size() < count * 2) return;
  deltaplan::testing::PackBuilder builder;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t high = static_cast<std::uint8_t>(text[i * 2]);
    const std::size_t low = static_cast<std::uint8_t>(text[i * 2 + 1]);
    builder.Name(IdOf(i), high << 8U | low);
  }
  builder.Append(text.substr(count * 2));
  const std::string pack = builder.Pack();
  const std::string index = builder.Index();
  const std::string old_index = builder.IndexVersion1();
  const planner::PackFiles files({{index, pack}});
  const planner::PackFiles old_files({{old_index, pack}});
  Require(files.pack_count() == 1 && old_files.pack_count() == 1);

  planner::PackReader warm(files);
  std::vector<Found> first;
  for (std::size_t i = 0; i < count; ++i) first.push_back(Read(warm, IdOf(i)));
  for (std::size_t i = count; i-- > 0;) {
    Require(Read(warm, IdOf(i)) == first[i]);
    planner::PackReader cold(old_files);
    Require(Read(cold, IdOf(i)) == first[i]);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
