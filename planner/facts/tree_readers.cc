#include "planner/facts/tree_readers.h"

#include <algorithm>
#include <utility>

namespace deltaplan::planner {

Result<TreeReaders> TreeReaders::Open(GitRepository& repository, graph::Parallelism parallelism) {
  TreeReaders readers(repository, parallelism);
  Result<std::unique_ptr<graph::TreeReader>> first = repository.OpenTrees();
  if (!first) return std::move(first).error();
  readers.readers_.push_back(*std::move(first));
  return readers;
}

Result<std::vector<graph::TreeReader*>> TreeReaders::For(std::size_t items) {
  constexpr std::size_t kWorthAThread = 64;
  const std::size_t count =
      std::clamp<std::size_t>(items / kWorthAThread, 1, graph::ThreadCount(parallelism_));
  while (readers_.size() < count) {
    Result<std::unique_ptr<graph::TreeReader>> further = repository_->OpenTrees();
    if (!further) return std::move(further).error();
    readers_.push_back(*std::move(further));
  }
  std::vector<graph::TreeReader*> readers;
  for (std::size_t i = 0; i < count; ++i) readers.push_back(readers_[i].get());
  return readers;
}

}  // namespace deltaplan::planner
