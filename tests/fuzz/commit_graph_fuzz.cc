// Commit-graphs: every commit that is found has parents in the graph. The first two bytes say how
// the rest is divided into the files of a chain.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "planner/git/commit_graph.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
using deltaplan::graph::ObjectId;

void Check(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::size_t first =
      static_cast<std::uint8_t>(bytes[0]) * std::size_t{256} + static_cast<std::uint8_t>(bytes[1]);
  bytes.remove_prefix(2);
  std::vector<std::string_view> files = {bytes.substr(0, first)};
  if (first < bytes.size()) files.push_back(bytes.substr(first));
  const auto graph = deltaplan::planner::CommitGraph::Parse(files);
  // Whatever 20 bytes of the text may be an id.
  constexpr std::size_t kMostIds = 4096;
  for (std::size_t at = 0; at + ObjectId::kSize <= std::min(bytes.size(), kMostIds); ++at) {
    const auto commit = graph.Find(ObjectId::FromRaw(bytes.data() + at));
    if (!commit) continue;
    Require(graph.commit_count() > 0);
    Require(commit->time >= 0);
    for (const ObjectId& parent : commit->parents) {
      const auto* raw = reinterpret_cast<const char*>(parent.bytes.data());
      Require(bytes.find(std::string_view(raw, ObjectId::kSize)) != std::string_view::npos);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
