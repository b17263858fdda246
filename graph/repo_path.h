// A canonical path inside a repository, as git stores it.
#ifndef DELTAPLAN_GRAPH_REPO_PATH_H_
#define DELTAPLAN_GRAPH_REPO_PATH_H_

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace deltaplan::graph {

/// A path relative to the root of a repository.
///
/// Invariants:
/// - bytes, not text: any byte but NUL may occur, no encoding is assumed;
/// - components are separated by single slashes; no leading or trailing slash;
/// - no component is empty, "." or "..";
/// - the empty path is the root.
///
/// Example: `RepoPath::Parse("./services//api/")` is `services/api`; `RepoPath::Parse("../x")` is
/// nullopt.
class RepoPath {
 public:
  RepoPath() = default;

  /// Canonicalises `text`: drops "." components, doubled and trailing slashes. A ".." component, an
  /// absolute path or a NUL byte gives nullopt.
  static std::optional<RepoPath> Parse(std::string_view text);

  /// Takes bytes that are known to be canonical (for example out of git's own trees).
  static RepoPath FromCanonical(std::string bytes) { return RepoPath(std::move(bytes)); }

  const std::string& bytes() const { return bytes_; }
  bool IsRoot() const { return bytes_.empty(); }

  /// True when `other` is this path or lies below it: by component, so `services/api` does not
  /// contain `services/api-gateway`. The root contains everything.
  bool Contains(const RepoPath& other) const;

  /// The directory that holds this path; the root for a single component. Not for the root itself.
  RepoPath Parent() const;
  /// The last component; empty for the root.
  std::string_view Name() const;
  /// This path with one further component.
  RepoPath Child(std::string_view name) const;

  friend auto operator<=>(const RepoPath&, const RepoPath&) = default;

 private:
  explicit RepoPath(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string bytes_;
};

}  // namespace deltaplan::graph

#endif  // DELTAPLAN_GRAPH_REPO_PATH_H_
