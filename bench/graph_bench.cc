// The walk over trees and the walk over history, on data in memory: no store, no disk.
//
// The sizes are those of bench/make_monorepo.py: 9, 200 and 2,000 services. Its inputs of a
// service stand for what TypeScript monorepos on the pnpm workspace layout have: one directory.
#include <benchmark/benchmark.h>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graph/history.h"
#include "graph/ids.h"
#include "graph/path_trie.h"
#include "graph/tree_walk.h"
#include "tests/support/memory_history.h"
#include "tests/support/memory_trees.h"

namespace deltaplan::graph {
namespace {

std::string ServicePath(std::size_t service) { return "services/s" + std::to_string(service); }

// The whole walk for `range(0)` services and `range(1)` commits, each of which changed one service.
void BM_TreeWalk(benchmark::State& state) {
  const auto services = static_cast<std::size_t>(state.range(0));
  const auto commits = static_cast<std::size_t>(state.range(1));
  std::map<std::string, std::string> files;
  std::vector<RepoPath> paths;
  std::vector<InputId> all;
  for (std::size_t service = 0; service < services; ++service) {
    files[ServicePath(service) + "/main.ts"] = "0";
    paths.push_back(*RepoPath::Parse(ServicePath(service)));
    all.push_back(static_cast<InputId>(service));
  }
  const PathTrie trie(paths);
  MemoryTrees trees;
  std::vector<WalkRequest> requests;
  for (std::size_t commit = 0; commit < commits; ++commit) {
    files[ServicePath(commit % services) + "/main.ts"] = std::to_string(commit + 1);
    requests.push_back({trees.AddFiles(files), all});
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(TreeWalk(trees, trie).Walk(requests));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(1));
}
BENCHMARK(BM_TreeWalk)->Args({9, 9})->Args({200, 8})->Args({2000, 8})->Args({2000, 64});

// `range(0)` commits in a line, related from `range(1)` baselines scattered over them.
void BM_RelateToHead(benchmark::State& state) {
  const auto commits = static_cast<std::size_t>(state.range(0));
  const auto baselines = static_cast<std::size_t>(state.range(1));
  MemoryHistory history;
  std::size_t head = history.Add({}, 0);
  for (std::size_t commit = 1; commit < commits; ++commit) {
    head = history.Add({head}, static_cast<std::int64_t>(commit) * 1200);
  }
  std::vector<ObjectId> tips;
  for (std::size_t tip = 0; tip < baselines; ++tip) {
    tips.push_back(MemoryHistory::IdOf(tip * commits / baselines));
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(RelateToHead(history, MemoryHistory::IdOf(head), tips));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_RelateToHead)->Args({600, 9})->Args({4000, 8})->Args({4000, 2000});

}  // namespace
}  // namespace deltaplan::graph
