// Texts of the configuration with {service}, {image}, {env} and further {words} in them.
#ifndef DELTAPLAN_PLANNER_MODEL_PLACEHOLDERS_H_
#define DELTAPLAN_PLANNER_MODEL_PLACEHOLDERS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

using PlaceholderValues = std::map<std::string, std::string, std::less<>>;

/// Replaces each {name} by its value. A name is a word of small letters and "_"; other braces stay
/// as they are, and so does a name without a value. What is put in is not looked at again.
std::string FillPlaceholders(std::string_view text, const PlaceholderValues& values);

/// The first {name} of `text` that has no value; nullopt when there is none.
std::optional<std::string> UnknownPlaceholder(std::string_view text,
                                              const PlaceholderValues& values);

/// Whether what `text` makes may depend on the service: it holds more than {env}.
bool NamesService(std::string_view text);

/// What a {word} of the configuration stands for; further placeholders may be in it.
struct PlaceholderText {
  std::string text;
  std::string pointer;  ///< "/placeholders/var", "/services/0/placeholders/var"
};
using PlaceholderTexts = std::map<std::string, PlaceholderText, std::less<>>;

/// Words that stand for each other in a circle, the first of them at both ends; empty when none do.
std::vector<std::string> PlaceholderCircle(const PlaceholderTexts& texts);

/// `values`, and what each of `texts` stands for with them. Words that need a value which is not
/// there have none themselves, and so has a circle.
PlaceholderValues WithWords(PlaceholderValues values, const PlaceholderTexts& texts);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_PLACEHOLDERS_H_
