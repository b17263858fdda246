// gitignore patterns, applied to paths of a tree. Format: gitignore(5), "PATTERN FORMAT".
#ifndef DELTAPLAN_GRAPH_IGNORE_RULES_H_
#define DELTAPLAN_GRAPH_IGNORE_RULES_H_

#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"

namespace deltaplan::graph {

/// An ordered list of gitignore patterns, all relative to the repository's root.
///
/// - The last matching pattern decides; `!pattern` takes a path back in.
/// - A path below an ignored directory is ignored whatever later patterns say, as in git.
/// - Patterns are matched as bytes; `*`, `?` and `[...]` never match a slash, `**` does.
class IgnoreRules {
 public:
  IgnoreRules() = default;
  /// Blank lines and lines that start with '#' hold no pattern, as in a .gitignore file.
  explicit IgnoreRules(const std::vector<std::string>& lines);

  bool empty() const { return patterns_.empty(); }

  /// True when `path` itself or a directory above it is ignored.
  bool IsIgnored(const RepoPath& path, bool is_directory) const;

  /// Like `IsIgnored` when the caller, walking down, knows that no directory above is ignored.
  bool IsIgnoredHere(std::string_view path, bool is_directory) const;

  /// False only when no pattern can match at or below `directory`: then nothing below needs a look.
  bool MayMatchBelow(const RepoPath& directory) const;

 private:
  struct Pattern {
    std::string literal;  // what comes before the first wildcard
    std::string glob;     // the rest, without the trailing slash
    RepoPath directory;   // everything that an anchored pattern can match is this or lies below
    bool negated = false;
    bool directory_only = false;
    bool anchored = false;  // matched against the whole path instead of the last component
  };

  std::vector<Pattern> patterns_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_IGNORE_RULES_H_
