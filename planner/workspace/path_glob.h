// Patterns of directories, as package managers list their members: `packages/*`, `libs/**`,
// `{apps,tools}/*`.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_PATH_GLOB_H_
#define DELTAPLAN_PLANNER_WORKSPACE_PATH_GLOB_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner::workspace {

/// What differs between the languages of patterns.
struct GlobDialect {
  bool braces = true;             ///< `{a,b}`
  bool globstar = true;           ///< `**` stands for any number of components, or none
  bool stars_match_dots = false;  ///< `*` stands for a name that begins with a dot
};
/// Node's: picomatch, minimatch, tinyglobby.
inline constexpr GlobDialect kNodeGlobs{};
/// Rust's crate `glob`, which Cargo and uv use.
inline constexpr GlobDialect kRustGlobs{
    .braces = false, .globstar = true, .stars_match_dots = true};

/// One pattern, relative to a directory. "./" in front and slashes at the end don't count.
///
/// In a component `*` stands for any bytes, `?` for one, `[a-z]` for one of a set, `[!a]` and
/// `[^a]` for one that is not. `..` leads out and matches nothing.
class PathGlob {
 public:
  /// nullopt for what nobody here understands: `@(a|b)` and its like, a set that does not end, more
  /// than a thousand alternatives of braces.
  static std::optional<PathGlob> Parse(std::string_view pattern, GlobDialect dialect);

  /// Whether it means the directory `path`, which is relative to the same directory.
  bool Matches(std::string_view path) const;

  /// Calls `found` for each directory of the tree that it means, below `base`; `skip` says which
  /// names are not gone into. Sorted in the order of the tree, each once.
  void Expand(TreeFiles& files, const graph::RepoPath& base,
              const std::function<bool(std::string_view name)>& skip,
              const std::function<void(const graph::RepoPath&)>& found) const;

  /// Its first component has no wildcard, and neither has any other.
  bool IsLiteral() const;

 private:
  using Components = std::vector<std::string>;
  std::vector<Components> alternatives_;  // of braces
  GlobDialect dialect_;
};

/// One component against a pattern of one: without braces and `**`.
bool MatchesName(std::string_view pattern, std::string_view name, bool stars_match_dots);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_PATH_GLOB_H_
