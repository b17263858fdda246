// Texts of the configuration with {service}, {image} and {env} in them.
#ifndef DELTAPLAN_PLANNER_MODEL_PLACEHOLDERS_H_
#define DELTAPLAN_PLANNER_MODEL_PLACEHOLDERS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace deltaplan::planner {

using PlaceholderValues = std::map<std::string, std::string, std::less<>>;

/// Replaces each {name} by its value. A name is a word of small letters and "_"; other braces stay
/// as they are, and so does a name without a value. What is put in is not looked at again.
std::string FillPlaceholders(std::string_view text, const PlaceholderValues& values);

/// The first {name} of `text` that has no value; nullopt when there is none.
std::optional<std::string> UnknownPlaceholder(std::string_view text,
                                              const PlaceholderValues& values);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_PLACEHOLDERS_H_
