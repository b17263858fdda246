// Patterns of `${name#pattern}` and its kin in Dockerfiles. Source: POSIX, "Parameter Expansion",
// without bracket expressions, which BuildKit does not have.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_SHELL_PATTERN_H_
#define DELTAPLAN_PLANNER_CONTAINERS_SHELL_PATTERN_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// `*` stands for any characters, `?` for one; a backslash takes their meaning from them.
class ShellPattern {
 public:
  /// nullopt when a backslash stands before anything but `*`, `?`, itself, "}" or "/".
  static std::optional<ShellPattern> Parse(std::string_view text);

  std::string WithoutPrefix(std::string_view value, bool longest) const;
  std::string WithoutSuffix(std::string_view value, bool longest) const;
  /// With the first longest match replaced, or all.
  std::string Replace(std::string_view value, std::string_view replacement, bool all) const;
  /// Whether it matches the empty text.
  bool MatchesNothing() const;

 private:
  enum class Kind { kLiteral, kOne, kMany };
  struct Token {
    Kind kind = Kind::kLiteral;
    char32_t code = 0;
  };

  /// Which ends a match that begins at `begin` may have.
  std::vector<bool> EndsFrom(const std::u32string& value, std::size_t begin) const;

  std::vector<Token> tokens_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_SHELL_PATTERN_H_
