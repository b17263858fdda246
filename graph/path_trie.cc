#include "graph/path_trie.h"

#include <algorithm>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::graph {
namespace {

// Orders paths by their components: a slash sorts before every other byte, so a directory comes
// right before all that lies in it.
bool ComponentsLess(const RepoPath& left, const RepoPath& right) {
  const auto rank = [](char byte) {
    return byte == '/' ? 0 : static_cast<int>(static_cast<unsigned char>(byte));
  };
  return std::ranges::lexicographical_compare(left.bytes(), right.bytes(), {}, rank, rank);
}

// Calls `visit` with each component of `path` until it returns false.
template <typename Visit>
void ForEachComponent(std::string_view path, const Visit& visit) {
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (!visit(path.substr(0, slash))) return;
    if (slash == std::string_view::npos) return;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

PathTrie::PathTrie(std::vector<RepoPath> paths) {
  std::ranges::sort(paths, ComponentsLess);
  DropDoubles(paths);

  nodes_.emplace_back();
  std::vector<NodeIndex> branch;  // the nodes from the root to the path added last
  for (RepoPath& path : paths) {
    NodeIndex at = kRoot;
    std::size_t depth = 0;
    ForEachComponent(path.bytes(), [&](std::string_view name) {
      if (depth < branch.size() && nodes_[branch[depth]].name == name) {
        at = branch[depth];
      } else {
        branch.resize(depth);
        const auto child = static_cast<NodeIndex>(nodes_.size());
        nodes_.emplace_back();
        nodes_[child].name = name;
        nodes_[child].first_input = static_cast<std::uint32_t>(inputs_.size());
        nodes_[at].children.push_back(child);
        branch.push_back(child);
        at = child;
      }
      ++depth;
      return true;
    });
    branch.resize(depth);
    nodes_[at].input = inputs_.Add(std::move(path));
    const auto end = static_cast<std::uint32_t>(inputs_.size());
    nodes_[kRoot].end_input = end;
    for (const NodeIndex node : branch) nodes_[node].end_input = end;
  }
}

std::optional<PathTrie::NodeIndex> PathTrie::Child(NodeIndex parent, std::string_view name) const {
  const std::vector<NodeIndex>& children = nodes_[parent].children;
  const auto found = std::ranges::lower_bound(
      children, name, {}, [&](NodeIndex child) { return std::string_view(nodes_[child].name); });
  if (found == children.end() || nodes_[*found].name != name) return std::nullopt;
  return *found;
}

std::optional<InputId> PathTrie::Find(const RepoPath& path) const {
  NodeIndex at = kRoot;
  bool found = true;
  ForEachComponent(path.bytes(), [&](std::string_view name) {
    const std::optional<NodeIndex> child = Child(at, name);
    found = child.has_value();
    if (found) at = *child;
    return found;
  });
  return found ? nodes_[at].input : std::nullopt;
}

std::vector<InputId> PathTrie::Owners(const RepoPath& path) const {
  std::vector<InputId> owners;
  NodeIndex at = kRoot;
  if (nodes_[at].input) owners.push_back(*nodes_[at].input);
  ForEachComponent(path.bytes(), [&](std::string_view name) {
    const std::optional<NodeIndex> child = Child(at, name);
    if (!child) return false;
    at = *child;
    if (nodes_[at].input) owners.push_back(*nodes_[at].input);
    return true;
  });
  return owners;
}

}  // namespace deltaplan::graph
