// gitignore rules, applied to paths of a tree. Format: gitignore(5).
#ifndef DELTAPLAN_GRAPH_IGNORE_RULES_H_
#define DELTAPLAN_GRAPH_IGNORE_RULES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/path_pattern.h"
#include "graph/repo_path.h"

namespace deltaplan::graph {

/// An ordered list of gitignore rules, all relative to one directory: the repository's root, or the
/// one whose .gitignore they are.
///
/// - The last matching pattern decides; `!pattern` takes a path back in.
/// - A path below an ignored directory is ignored whatever later patterns say, as in git.
class IgnoreRules {
 public:
  IgnoreRules() = default;
  /// Blank lines and lines that start with '#' hold no pattern, as in a .gitignore file.
  explicit IgnoreRules(const std::vector<std::string>& lines);

  bool empty() const { return rules_.empty(); }

  /// True when `path` itself or a directory above it is ignored.
  bool IsIgnored(const RepoPath& path, bool is_directory) const;

  /// Like `IsIgnored` when the caller, walking down, knows that no directory above is ignored.
  bool IsIgnoredHere(std::string_view path, bool is_directory) const {
    return Decide(path, is_directory).value_or(false);
  }

  /// What the last rule says that matches `path` itself; nullopt when none does.
  std::optional<bool> Decide(std::string_view path, bool is_directory) const;

  /// False only when no pattern can match at or below `directory`: then nothing below needs a look.
  bool MayMatchBelow(const RepoPath& directory) const;

 private:
  struct Rule {
    PathPattern pattern;
    bool negated = false;
  };

  std::vector<Rule> rules_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_IGNORE_RULES_H_
