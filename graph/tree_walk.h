// Looks up many paths in many trees at once, reading each distinct tree once.
#ifndef DELTAPLAN_GRAPH_TREE_WALK_H_
#define DELTAPLAN_GRAPH_TREE_WALK_H_

#include <optional>
#include <span>
#include <vector>

#include "graph/ids.h"
#include "graph/object_id.h"
#include "graph/path_trie.h"
#include "graph/tree_reader.h"

namespace deltaplan::graph {

/// One root tree and the inputs that somebody wants to know there.
struct WalkRequest {
  ObjectId root;
  std::vector<InputId> wanted;  ///< sorted, no doubles
};

/// `states[r][i]` is what stands at input `requests[r].wanted[i]` of `requests[r].root`.
struct WalkResult {
  std::vector<std::vector<EntryState>> states;
  std::optional<TreeError> error;  ///< the first that was met; `states` is then incomplete
};

/// Walks the trie level by level over all the requests together. Pass requests in the order of
/// their commit dates: neighbours in time are neighbours in a pack, and the store's delta cache is
/// small.
class TreeWalk {
 public:
  TreeWalk(TreeReader& reader, const PathTrie& trie) : reader_(reader), trie_(trie) {}

  WalkResult Walk(std::span<const WalkRequest> requests);

 private:
  TreeReader& reader_;
  const PathTrie& trie_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_TREE_WALK_H_
