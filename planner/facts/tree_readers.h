// Readers of trees, one for each thread that has something to read.
#ifndef DELTAPLAN_PLANNER_FACTS_TREE_READERS_H_
#define DELTAPLAN_PLANNER_FACTS_TREE_READERS_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "graph/parallel.h"
#include "graph/tree_reader.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// A repository's readers, opened as they are needed and kept: each holds what it has read.
/// Used by one thread, which hands the readers to others. The repository has to outlive it.
class TreeReaders {
 public:
  /// Opens the first one.
  static Result<TreeReaders> Open(GitRepository& repository, graph::Parallelism parallelism);

  graph::TreeReader& first() { return *readers_.front(); }
  /// At least one, and at most so many that with `items` to read each thread pays.
  Result<std::vector<graph::TreeReader*>> For(std::size_t items);

  graph::Parallelism parallelism() const { return parallelism_; }

 private:
  TreeReaders(GitRepository& repository, graph::Parallelism parallelism)
      : repository_(&repository), parallelism_(parallelism) {}

  GitRepository* repository_;
  graph::Parallelism parallelism_;
  std::vector<std::unique_ptr<graph::TreeReader>> readers_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_TREE_READERS_H_
