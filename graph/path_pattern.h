// The pattern language that .gitignore and .gitattributes share. Format: gitignore(5), "PATTERN
// FORMAT".
#ifndef DELTAPLAN_GRAPH_PATH_PATTERN_H_
#define DELTAPLAN_GRAPH_PATH_PATTERN_H_

#include <optional>
#include <string>
#include <string_view>

#include "graph/repo_path.h"

namespace deltaplan::graph {

/// One pattern. Matched as bytes; `*`, `?` and `[...]` never match a slash, `**` does.
class PathPattern {
 public:
  /// `text` is the pattern alone: no "!" before it, no blanks behind. nullopt for "" and "/", which
  /// match nothing.
  static std::optional<PathPattern> Parse(std::string_view text);

  /// `path` is relative to the directory of the file that holds the pattern.
  bool Matches(std::string_view path, bool is_directory) const;

  /// Everything that it can match is this or lies below; the root where it can lie anywhere.
  const RepoPath& directory() const { return directory_; }

 private:
  PathPattern() = default;

  std::string literal_;  // what comes before the first wildcard
  std::string glob_;     // the rest, without the trailing slash
  RepoPath directory_;
  bool directory_only_ = false;
  bool anchored_ = false;  // matched against the whole path instead of the last component
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_PATH_PATTERN_H_
