// Image tags: how one is made from a commit, and how a commit is read out of one.
#ifndef DELTAPLAN_PLANNER_MODEL_TAG_H_
#define DELTAPLAN_PLANNER_MODEL_TAG_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

class TagPattern;

/// The values that a tag format may name.
struct TagValues {
  std::string short_sha;     ///< what `git rev-parse --short` prints
  std::string sha;           ///< 40 hexadecimal digits
  std::string git_tag = {};  ///< the git tag at the commit, as images bear it
  std::string image;  ///< for {service}: an image is built once, so it has one tag whoever runs it
};

/// Whether `tag` may be what a service runs: a tag of a registry, the name of a git tag
/// ("release/2025.11", "v1+2"), or a whole image reference. Nothing in it is code, markup or a
/// control character, whatever it is put into.
bool IsPossibleLiveTag(std::string_view tag);
inline constexpr const char* kPossibleLiveTagRule =
    "A live tag has at most 128 letters, digits and characters of \"_.-+/:@\", with its repository "
    "and digest 512, begins with a letter, a digit or \"_\", and has something behind each of "
    "\"/:@\".";

/// The tag in a live tag, without registry, repository and digest; empty when only a digest is
/// given.
std::string_view BareTag(std::string_view live);

/// What stands behind the repository of a whole image: its tag, with a digest where it has one.
/// What is no whole image with a tag is returned as it is.
std::string_view TagOfImage(std::string_view live);

/// Whether two tags are the same, or one of them a whole image and the other its tag.
bool AreOneTag(std::string_view left, std::string_view right);
/// Whether one of `tags`, those that an image has, is one with `tag`.
bool HasTag(const std::vector<std::string>& tags, std::string_view tag);

/// Whether registries take `tag` (OCI distribution specification, "Pulling manifests").
bool IsLegalTag(std::string_view tag);
inline constexpr const char* kLegalTagRule =
    "A tag has at most 128 letters, digits, \"_\", \".\" and \"-\", and begins with none of the "
    "last two.";

/// Fills {short_sha}, {sha}, {sha:N}, {git_tag} and {service} of a format that the configuration
/// has accepted.
std::string MakeTag(std::string_view format, const TagValues& values);

/// What stands in `tag` between the separators, which are single characters: one word at least,
/// and some may be empty. Points into `tag`.
std::vector<std::string_view> TagWords(std::string_view tag, std::string_view separators = "-._+");

/// What a live tag says without looking at any repository.
struct TagReading {
  std::string tag;  ///< without registry, repository and digest; empty when only a digest is given
  bool dirty = false;            ///< a mark of it: built from a work tree that no commit holds
  bool follows_pattern = false;  ///< `shas` holds just what the pattern found
  /// What the pattern's group "ref" found; of a format all that it may have found, the longest
  /// first: what stands for {service} may hold the sign behind it.
  std::vector<std::string> refs;
  std::vector<std::string>
      shas;  ///< abbreviated or whole commit ids that it may hold, likeliest first
};

/// The regular expression that reads a commit back out of tags of this format (named group "sha"),
/// or, with {git_tag}, the git tag (named group "ref").
/// For a bare SHA it also takes "sha-" before it.
std::string PatternForFormat(std::string_view format);

/// Reads `live`, a tag or a whole image reference.
/// - What the pattern's group "sha" matches is the only candidate.
/// - Where it does not match and was derived from `format`, that of tags, which is nullptr where
///   somebody has written what their tags look like: every word of 7 to 40 hexadecimal digits
///   between separators (-._+), those with a letter first. Digits alone are no commit where the
///   format has more of them ({sha:12}).
TagReading ReadTag(std::string_view live, const TagPattern& pattern, const std::string* format);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_TAG_H_
