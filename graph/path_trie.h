// The interesting paths of a repository, arranged so that two trees can be walked along them.
#ifndef DELTAPLAN_GRAPH_PATH_TRIE_H_
#define DELTAPLAN_GRAPH_PATH_TRIE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/ids.h"
#include "graph/repo_path.h"

namespace deltaplan::graph {

/// An immutable set of paths. Equal paths share one `InputId`.
///
/// - Children are sorted by the bytes of their names.
/// - `InputId`s follow the pre-order of the trie, so `RangeBelow(node)` is contiguous. `TreeWalk`
/// rests on it.
/// - Node 0 is the repository's root.
class PathTrie {
 public:
  using NodeIndex = std::uint32_t;
  static constexpr NodeIndex kRoot = 0;

  struct Node {
    std::string name;                 // last component; empty for the root
    std::vector<NodeIndex> children;  // sorted by name
    std::optional<InputId> input;     // set when this very path is interesting
    std::uint32_t first_input = 0;    // inputs at or below: [first_input, end_input)
    std::uint32_t end_input = 0;
  };

  explicit PathTrie(std::vector<RepoPath> paths);

  std::size_t input_count() const { return inputs_.size(); }
  const RepoPath& PathOf(InputId id) const { return inputs_[id]; }
  const Node& node(NodeIndex index) const { return nodes_[index]; }

  std::optional<InputId> Find(const RepoPath& path) const;
  /// The inputs that contain `path` or equal it, outermost first.
  std::vector<InputId> Owners(const RepoPath& path) const;
  /// The child of `node` called `name`, if there is one.
  std::optional<NodeIndex> Child(NodeIndex node, std::string_view name) const;

 private:
  IdVector<InputId, RepoPath> inputs_;  // sorted by components, which is pre-order
  std::vector<Node> nodes_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_PATH_TRIE_H_
