// Which paths belong to which node of the dependency graph.
#ifndef DELTAPLAN_PLANNER_MODEL_INPUT_MAP_H_
#define DELTAPLAN_PLANNER_MODEL_INPUT_MAP_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/dependency_graph.h"
#include "graph/fan_out.h"
#include "graph/ids.h"
#include "graph/parallel.h"
#include "graph/path_trie.h"
#include "graph/repo_path.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// A symbolic link inside an input, and a tracked path that counts as an input because of it.
struct LinkedPath {
  graph::RepoPath link;
  graph::RepoPath target;
};

/// One path of a node.
struct NodeInput {
  graph::InputId input{};
  std::optional<std::string> link;  ///< set when a symbolic link made it an input: that link's path
};

/// Everything that is fixed once the configuration has been expanded in head.
class InputMap {
 public:
  InputMap(const Platform& platform, graph::Parallelism parallelism);

  /// Makes the targets of `links` inputs of what owns the links. `links` are those found in head
  /// inside the paths of the platform, and inside their targets in turn.
  void AddLinkTargets(const std::vector<LinkedPath>& links);

  const graph::PathTrie& trie() const { return *trie_; }
  const graph::DependencyGraph& graph() const { return graph_; }
  /// Sorted by input id.
  const std::vector<NodeInput>& InputsOf(graph::NodeId node) const { return inputs_[node]; }
  /// The nodes that own `input`.
  const std::vector<graph::NodeId>& NodesOf(graph::InputId input) const { return nodes_of_[input]; }
  std::size_t service_count() const { return service_nodes_.size(); }
  /// By the index of the service in `Platform::services`.
  graph::NodeId ServiceNode(std::size_t service) const { return service_nodes_[service]; }
  const graph::Closure& ClosureOf(std::size_t service) const { return closures_[service]; }
  /// True when ignore rules apply to what this node owns: all but build inputs, which are named
  /// literally.
  bool IsIgnorable(graph::NodeId node) const {
    return graph_[node].kind != graph::NodeKind::kBuildInput;
  }
  /// All inputs that the service needs, sorted, without doubles.
  std::vector<graph::InputId> InputsOfService(std::size_t service) const;
  /// True when some node other than a build input owns `input`, so that a list has to be filtered.
  bool HasIgnorableOwner(graph::InputId input) const;
  bool HasLiteralOwner(graph::InputId input) const;
  /// What lies below `input` and is no part of it, because nobody who owns it means that: modules
  /// of Go inside of another. Sorted.
  const std::vector<graph::RepoPath>& WithoutOf(graph::InputId input) const {
    return without_[input];
  }
  /// The inputs that `path` belongs to, outermost first.
  std::vector<graph::InputId> OwnersOf(const graph::RepoPath& path) const;
  /// Where the edge from a node to one that it depends on comes from; sorted, never empty.
  std::vector<EdgeOrigin> OriginsOf(graph::NodeId from, graph::NodeId to) const;
  /// What a node is called along a dependency path: packages and services by path, base images by
  /// name.
  std::string DisplayName(graph::NodeId node) const { return display_names_[node]; }
  /// The way of a change of `input` along `path`, whose first node owns it: the input, the link
  /// that made it one, and what the nodes are called. Raw bytes.
  std::vector<std::string> WayFrom(graph::InputId input,
                                   const std::vector<graph::NodeId>& path) const;

 private:
  struct OwnedPath {
    graph::RepoPath path;
    std::optional<std::string> link;
    std::vector<graph::RepoPath> without = {};
  };
  graph::NodeId AddNode(graph::GraphBuilder& builder, graph::NodeKind kind, const std::string& name,
                        std::string display_name);
  void BuildGraph(const Platform& platform);
  void NumberInputs();
  void NoteOrigins(const Platform& platform);

  std::optional<graph::PathTrie> trie_;
  graph::DependencyGraph graph_;
  graph::IdVector<graph::NodeId, std::vector<OwnedPath>> paths_;
  graph::IdVector<graph::NodeId, std::vector<NodeInput>> inputs_;
  graph::IdVector<graph::InputId, std::vector<graph::NodeId>> nodes_of_;
  graph::IdVector<graph::InputId, std::vector<graph::RepoPath>> without_;
  /// Of edges that say more of themselves than that the configuration has them.
  std::map<std::pair<graph::NodeId, graph::NodeId>, std::vector<EdgeOrigin>> origins_;
  std::set<graph::NodeId> common_build_inputs_;
  std::set<graph::NodeId> lost_;  // what head neither has nor names
  DependencyMode dependencies_ = DependencyMode::kAll;
  graph::IdVector<graph::NodeId, std::string> display_names_;
  std::vector<graph::NodeId> service_nodes_;
  std::vector<graph::Closure> closures_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_INPUT_MAP_H_
