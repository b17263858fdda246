// Texts with {name} and {name:argument} in them. What a value has to be quoted for is the caller's
// business.
#ifndef DELTAPLAN_TFVARS_TEXT_PLACEHOLDERS_H_
#define DELTAPLAN_TFVARS_TEXT_PLACEHOLDERS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::tfvars {

/// A word of small letters and "_" in braces, perhaps with a colon and an argument without braces
/// behind it. Other braces are text like any other: "${HOME}", "{print $1}", "{}".
struct Placeholder {
  std::string_view name;
  std::optional<std::string_view> argument;  ///< "12" of {sha:12}
  std::size_t size = 0;                      ///< with the braces

  /// Whether it is {name}, without an argument.
  bool Is(std::string_view other) const { return name == other && !argument; }
};

/// The placeholder at the front of `text`; nullopt when none begins there.
std::optional<Placeholder> FirstPlaceholder(std::string_view text);

/// A placeholder, or what stands between two of them.
struct PlaceholderPiece {
  std::string_view text;  ///< as it stands there, with its braces
  std::optional<Placeholder> placeholder = std::nullopt;
};

/// All of `text`, piece by piece; no piece is empty. The views point into it.
std::vector<PlaceholderPiece> SplitPlaceholders(std::string_view text);

/// What stands before and behind a placeholder. The views point into the text.
struct AroundPlaceholder {
  std::string_view before;
  std::string_view behind;
};

/// Of the first {name} in `text`; nullopt when there is none.
std::optional<AroundPlaceholder> FindPlaceholder(std::string_view text, std::string_view name);

/// Whether there is one, whatever its name.
bool HasPlaceholder(std::string_view text);

/// The text with each placeholder replaced by what `value_of` says; one of which it says nothing
/// stays as it is. What is put in is not looked at again.
std::string FillPlaceholders(
    std::string_view text,
    const std::function<std::optional<std::string_view>(const Placeholder&)>& value_of);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_TEXT_PLACEHOLDERS_H_
