// Which paths of one tree a pattern means.
#ifndef DELTAPLAN_PLANNER_CONFIG_TREE_GLOB_H_
#define DELTAPLAN_PLANNER_CONFIG_TREE_GLOB_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"

namespace deltaplan::planner {

/// True when `pattern` means the component `name`: each "*" stands for any bytes, or none.
bool MatchesComponent(std::string_view pattern, std::string_view name);

/// Whether paths below it lead out of the tree, or on under another path: a link, a submodule.
bool IsStop(const graph::EntryState& state);

struct TreeMatch {
  graph::RepoPath path;
  graph::EntryState state;
};

/// Finds paths in the tree `root`. Each directory is read once, however many patterns lead through
/// it.
class TreeGlob {
 public:
  TreeGlob(graph::TreeReader& reader, const graph::ObjectId& root)
      : reader_(reader), root_{.mode = graph::FileMode::kTree, .id = root} {}

  /// What stands at the literal path `path` (canonical); nothing after an error.
  graph::EntryState At(std::string_view path);

  /// A link or a submodule at which the way of a pattern ends early: what it means behind it is not
  /// in this tree, or under another path. `rest` is what is left of the pattern there.
  struct Stop {
    TreeMatch at;
    std::string_view rest;
  };

  /// All that `pattern`, a canonical path that may hold "*", means; in git's order. Empty after an
  /// error. Its stops are added to `stops`.
  std::vector<TreeMatch> Find(std::string_view pattern, std::vector<Stop>* stops = nullptr);

  /// The names in the directory at the literal path `path` ("" is the root); none after an error.
  std::vector<std::string> Names(std::string_view path);

  /// The first tree that could not be read.
  const std::optional<graph::TreeError>& error() const { return error_; }

 private:
  struct Directory {
    std::string raw;
    std::vector<graph::TreeEntry> entries;  // point into `raw`
  };

  void Descend(const graph::RepoPath& path, const graph::EntryState& state,
               std::string_view pattern, std::vector<TreeMatch>& matches, std::vector<Stop>* stops);
  const Directory* Open(const graph::ObjectId& id);

  graph::TreeReader& reader_;
  graph::EntryState root_;
  std::unordered_map<graph::ObjectId, std::unique_ptr<Directory>, graph::ObjectIdHash> directories_;
  std::optional<graph::TreeError> error_;
};

/// "Did you mean 'packages/common'? " of a path, or a pattern, that leads nowhere in the tree; ""
/// where nothing there is near it.
std::string NearestPathHint(TreeGlob& tree, std::string_view path);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_TREE_GLOB_H_
