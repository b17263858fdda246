// A regular expression that finds a commit, or the git tag that names it, in an image tag. Why
// PCRE2: docs/decisions/regex-engines.md.
#ifndef DELTAPLAN_PLANNER_MODEL_TAG_PATTERN_H_
#define DELTAPLAN_PLANNER_MODEL_TAG_PATTERN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "planner/model/config.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// A compiled Perl-compatible expression with a group named "sha", "ref" or both. Matching is
/// bounded, so that no pattern can hang on any tag; a match that runs into the bound counts as
/// none.
class TagPattern {
 public:
  /// The pattern, or what is wrong with it.
  static std::variant<TagPattern, std::string> Compile(std::string_view pattern);

  TagPattern(TagPattern&&) noexcept;
  TagPattern& operator=(TagPattern&&) noexcept;
  ~TagPattern();

  /// What the group "sha" matched, when that is 4 to 40 hexadecimal digits.
  std::optional<std::string> Sha(std::string_view tag) const;
  /// What the group "ref" matched, when it is not empty.
  std::optional<std::string> Ref(std::string_view tag) const;
  /// Whether it finds either in `tag`.
  bool Fits(std::string_view tag) const { return Sha(tag) || Ref(tag); }

 private:
  struct Compiled;
  explicit TagPattern(std::unique_ptr<Compiled> compiled);
  // What the group of that number matched; nullopt where it matched nothing, and for number 0.
  std::optional<std::string_view> Group(std::string_view tag, std::uint32_t number) const;

  std::unique_ptr<Compiled> compiled_;
};

/// How tags of this configuration look: its "tag_pattern", else what follows from its "tag".
Result<TagPattern> ConfiguredPattern(const Config& config);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_TAG_PATTERN_H_
