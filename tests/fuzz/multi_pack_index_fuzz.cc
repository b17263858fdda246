// Multi-pack-indexes: the names of packs are pieces of the text without a NUL.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "planner/git/multi_pack_index.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;

void Check(std::string_view bytes) {
  const auto index = deltaplan::planner::ParseMultiPackIndex(bytes);
  if (!index) return;
  std::size_t length = 0;
  for (const std::string& pack : index->packs) {
    Require(!pack.empty() && pack.find('\0') == std::string::npos);
    Require(bytes.find(pack) != std::string_view::npos);
    length += pack.size();
  }
  Require(length <= bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
