// The files of a tree in memory, as readers of builds ask for them.
#ifndef DELTAPLAN_TESTS_PLANNER_CONTAINERS_MEMORY_TREE_H_
#define DELTAPLAN_TESTS_PLANNER_CONTAINERS_MEMORY_TREE_H_

#include <map>
#include <string>

#include "planner/workspace/tree_files.h"
#include "tests/support/memory_trees.h"

namespace deltaplan::planner {

class MemoryTree {
 public:
  explicit MemoryTree(const std::map<std::string, std::string>& files)
      : blobs_([this](const graph::ObjectId& id) { return trees_.Content(id); }),
        files_(trees_, trees_.AddFiles(files), blobs_) {}

  workspace::TreeFiles& files() { return files_; }

 private:
  graph::MemoryTrees trees_;
  workspace::BlobCache blobs_;
  workspace::TreeFiles files_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_TESTS_PLANNER_CONTAINERS_MEMORY_TREE_H_
