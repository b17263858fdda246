// git's file of parents and dates. Why a reader of our own: docs/decisions/commit-graph.md.
#ifndef DELTAPLAN_PLANNER_GIT_COMMIT_GRAPH_H_
#define DELTAPLAN_PLANNER_GIT_COMMIT_GRAPH_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/system/mapped_file.h"

namespace deltaplan::planner {

/// The commits of one object directory that git has written into a commit-graph: one file, or a
/// chain of them that builds upon each other. Looking one up takes no inflating and no parsing.
/// Immutable.
///
/// It only ever answers "this is the commit" or "not from me": whatever is not in it, or is damaged
/// there, is to be read from the commit itself. As git does, it trusts what a well-formed file
/// says; generations and Bloom filters are not looked at. Format: gitformat-commit-graph,
/// version 1.
class CommitGraph {
 public:
  CommitGraph() = default;  // knows nothing
  /// What `objects_directory`/info holds; a graph that can't be read knows nothing.
  static CommitGraph Open(const std::string& objects_directory);
  /// The same for bytes that are in memory already, and outlive it: the file that the others build
  /// upon comes first.
  static CommitGraph Parse(const std::vector<std::string_view>& files);

  std::size_t commit_count() const { return count_; }
  /// Parents and committer time; nullopt: not from me.
  std::optional<graph::CommitNode> Find(const graph::ObjectId& id) const;

 private:
  // One file. Its commits have the positions from `first` on, in the order of their ids.
  struct Layer {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::string_view fan_out;
    std::string_view ids;
    std::string_view commits;
    std::string_view further_parents;
  };
  static std::optional<Layer> ParseLayer(std::string_view bytes, std::uint32_t first,
                                         std::size_t layers_below);
  std::optional<graph::ObjectId> IdAt(std::uint32_t position) const;
  std::optional<graph::CommitNode> CommitIn(const Layer& layer, std::uint32_t row) const;
  bool AddFurtherParents(const Layer& layer, std::uint32_t edge, graph::CommitNode& commit) const;

  std::vector<Layer> layers_;
  std::uint32_t count_ = 0;
  std::vector<MappedFile> files_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_COMMIT_GRAPH_H_
