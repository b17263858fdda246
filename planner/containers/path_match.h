// The two languages of path patterns that image builds know. Neither is gitignore's.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_PATH_MATCH_H_
#define DELTAPLAN_PLANNER_CONTAINERS_PATH_MATCH_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deltaplan::planner {

/// True when COPY takes `text` for a pattern.
bool HasCopyWildcard(std::string_view text);

/// Whether the pattern of a COPY source matches the whole path: `*`, `?` and `[a-z]` within one
/// component, a backslash takes the meaning of the next character. Source: Go's path/filepath,
/// Match. A malformed pattern matches nothing.
bool CopyPatternMatches(std::string_view pattern, std::string_view path);
bool IsCopyPattern(std::string_view pattern);

/// A pattern of ignore files, `--exclude` and `--parents`: besides, `**` crosses directories.
/// Source: Dockerfile reference, ".dockerignore file"; moby/patternmatcher.
class MobyPattern {
 public:
  /// Of a cleaned path ("a/b/**", without "!"). nullopt when moby refuses it, or when it has a
  /// class of characters that only moby's own engine can read.
  static std::optional<MobyPattern> Parse(std::string_view text);
  bool Matches(std::string_view path) const;

 private:
  enum class Kind { kLiteral, kAnyButSlash, kManyButSlash, kMany, kDirectories, kClass };
  struct Token {
    Kind kind = Kind::kLiteral;
    char32_t code = 0;
    bool is_negated = false;
    std::vector<std::pair<char32_t, char32_t>> ranges = {};
  };
  enum class Form { kExact, kPrefix, kSuffix, kTokens };

  bool ReadClass(std::u32string_view text, std::size_t& i);

  Form form_ = Form::kExact;
  std::string text_;
  std::vector<Token> tokens_;
};

/// A list of patterns of which the last that matches decides; "!" takes back. What is in a
/// directory that matches matches, too.
class MobyPatterns {
 public:
  /// Patterns as `--exclude` and `--parents` have them: not cleaned yet. nullopt when one is none.
  static std::optional<MobyPatterns> Parse(const std::vector<std::string>& patterns);
  /// `path` is relative, with slashes.
  bool Matches(std::string_view path) const;
  bool IsEmpty() const { return patterns_.empty(); }

 private:
  std::vector<std::pair<MobyPattern, bool>> patterns_;  // with whether it takes back
};

/// Go's path.Clean: "a//./b/../c/" is "a/c", "" is ".".
std::string CleanedPath(std::string_view path);

/// The same below a root: ".." does not leave it, and there is no leading slash; the root is "".
std::string PathBelowRoot(std::string_view path);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_PATH_MATCH_H_
