// Lists the files that differ below one path between two trees.
#ifndef DELTAPLAN_GRAPH_FILE_LISTER_H_
#define DELTAPLAN_GRAPH_FILE_LISTER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "graph/file_change.h"
#include "graph/ignore_rules.h"
#include "graph/path_trie.h"
#include "graph/repo_path.h"
#include "graph/tree_reader.h"

namespace deltaplan::graph {

/// Compares two states of one path and descends only where object ids differ.
class FileLister {
 public:
  struct Options {
    std::size_t max_files = 0;   ///< how many files a list names; the count is exact anyway
    bool stop_at_first = false;  ///< only whether anything differs
    const IgnoreRules* ignore = nullptr;  ///< null: nothing is ignored
    const PathTrie* except = nullptr;     ///< paths that are inputs here are passed over
  };

  explicit FileLister(TreeReader& reader) : reader_(reader) {}

  /// Appends what differs at or below `path` to `list`, sorted by path.
  std::optional<TreeError> List(const RepoPath& path, const EntryState& before,
                                const EntryState& after, const Options& options, FileList& list);

 private:
  struct Walk;
  TreeReader& reader_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_FILE_LISTER_H_
