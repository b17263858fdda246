// git's index: an index that is read has as many entries as it says, sorted, each with a path that
// a tree can hold, and every reading gives the same ones. Its cached trees can be walked.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "planner/git/big_endian.h"
#include "planner/git/index_file.h"
#include "tests/fuzz/require.h"

namespace {

using deltaplan::fuzz::Require;
namespace planner = deltaplan::planner;
using planner::IndexFile;

std::size_t CheckTree(const planner::CachedTree& tree, int depth) {
  Require(depth <= IndexFile::kDeepestPath);
  std::size_t nodes = 1;
  for (const planner::CachedTree& child : tree.children) {
    nodes += CheckTree(child, depth + 1);
    const planner::CachedTree* found = tree.Child(child.name);
    Require(found == nullptr || found->name == child.name);
  }
  return nodes;
}

void Check(std::string_view bytes) {
  const planner::Result<IndexFile> index = IndexFile::Parse(bytes, {});
  if (!index) {
    Require(!index.error().message.empty());
    return;
  }
  if (index->is_split()) return;  // its other half says what is in order
  std::size_t count = 0;
  std::string before;
  IndexFile::Cursor again(*index);
  for (IndexFile::Cursor cursor(*index); cursor.entry() != nullptr; cursor.Next(), ++count) {
    const planner::IndexEntry& entry = *cursor.entry();
    Require(!entry.path.empty() && !entry.path.starts_with('/'));
    Require(entry.path > before || (entry.unmerged && entry.path == before));
    Require(entry.path.find('\0') == std::string_view::npos);
    Require(std::ranges::count(entry.path, '/') <= IndexFile::kDeepestPath);
    Require(entry.path.ends_with('/') == entry.state.IsTree());
    Require(again.entry() != nullptr && again.entry()->path == entry.path &&
            again.entry()->state == entry.state);
    before = entry.path;
    again.Next();
  }
  Require(again.entry() == nullptr);
  Require(count == planner::BigEndian32(bytes.data() + 8));
  // A node takes six bytes at least.
  Require(CheckTree(index->cached_root(), 0) <= bytes.size() / 6 + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
