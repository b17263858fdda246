// Versions and ranges as npm's `semver` has them, in its loose form, which package managers use.
// Format: https://github.com/npm/node-semver#readme, sections "Ranges" and "Range Grammar". Why not
// the package managers: docs/decisions/lockfile-readers.md.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_NODE_SEMVER_H_
#define DELTAPLAN_PLANNER_WORKSPACE_NODE_SEMVER_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner::workspace {

/// "1.2.3-beta.1+build": what stands after "+" counts for nothing.
struct SemVersion {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::vector<std::string> prerelease = {};

  /// nullopt when it is none. "v1.2.3" and "=1.2.3" are, "1.2" is not.
  static std::optional<SemVersion> Parse(std::string_view text);

  /// By precedence: numbers by value, a prerelease before its release.
  friend std::strong_ordering operator<=>(const SemVersion& left, const SemVersion& right);
  friend bool operator==(const SemVersion& left, const SemVersion& right) = default;
};

/// What versions a text allows: "^1.2.0", "1.x || >=2.5.0 <3", "1.2 - 2".
class SemRange {
 public:
  /// nullopt when it is no range: a tag ("latest"), a URL.
  static std::optional<SemRange> Parse(std::string_view text);

  /// A prerelease is allowed only where the range names one of the same three numbers, so "*"
  /// allows none.
  bool Allows(const SemVersion& version) const;

 private:
  enum class Operator { kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kEqual };
  struct Comparator {
    Operator op;
    SemVersion version;
  };
  using All = std::vector<Comparator>;

  struct Partial;
  static std::optional<Partial> ParsePartial(std::string_view text);
  static bool AddHyphen(std::string_view low, std::string_view high, All& all);
  static bool AddSimple(std::string_view text, All& all);
  static void AddPrimitive(std::string_view op, const Partial& partial, All& all);
  static bool Fits(const Comparator& comparator, const SemVersion& version);

  std::vector<All> any_;
};

/// Whether `range` allows `version`; nullopt when one of the two is none.
std::optional<bool> Satisfies(std::string_view version, std::string_view range);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_NODE_SEMVER_H_
