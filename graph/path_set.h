// Paths, of which each stands for all below it.
#ifndef DELTAPLAN_GRAPH_PATH_SET_H_
#define DELTAPLAN_GRAPH_PATH_SET_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "graph/repo_path.h"

namespace deltaplan::graph {

/// A question costs what the path is deep, however many paths there are.
class PathSet {
 public:
  void Add(const RepoPath& path) { paths_.insert(path.bytes()); }

  /// Whether `path` or a directory above it was added.
  bool Contains(const RepoPath& path) const {
    if (paths_.empty()) return false;
    if (Has("") || Has(path.bytes())) return true;
    const std::string_view bytes = path.bytes();
    for (std::size_t slash = bytes.find('/'); slash != std::string_view::npos;
         slash = bytes.find('/', slash + 1)) {
      if (Has(bytes.substr(0, slash))) return true;
    }
    return false;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  bool Has(std::string_view path) const { return paths_.find(path) != paths_.end(); }

  std::unordered_set<std::string, Hash, std::equal_to<>> paths_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_PATH_SET_H_
