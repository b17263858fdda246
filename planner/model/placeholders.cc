#include "planner/model/placeholders.h"

#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {

std::string FillPlaceholders(std::string_view text, const PlaceholderValues& values) {
  return tfvars::FillPlaceholders(
      text, [&](const tfvars::Placeholder& placeholder) -> std::optional<std::string_view> {
        const auto value = values.find(placeholder.name);
        if (placeholder.argument || value == values.end()) return std::nullopt;
        return value->second;
      });
}

std::optional<std::string> UnknownPlaceholder(std::string_view text,
                                              const PlaceholderValues& values) {
  for (const tfvars::PlaceholderPiece& piece : tfvars::SplitPlaceholders(text)) {
    const auto& placeholder = piece.placeholder;
    if (!placeholder || placeholder->argument) continue;
    if (!values.contains(placeholder->name)) return std::string(placeholder->name);
  }
  return std::nullopt;
}

}  // namespace deltaplan::planner
