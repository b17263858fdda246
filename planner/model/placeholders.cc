#include "planner/model/placeholders.h"

#include <algorithm>

#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

// The words of `texts` that one of them names.
std::vector<std::string> WordsIn(std::string_view text, const PlaceholderTexts& texts) {
  std::vector<std::string> words;
  for (const tfvars::PlaceholderPiece& piece : tfvars::SplitPlaceholders(text)) {
    const auto& placeholder = piece.placeholder;
    if (placeholder && !placeholder->argument && texts.contains(placeholder->name)) {
      words.emplace_back(placeholder->name);
    }
  }
  return words;
}

// Follows words from `way.back()` until one comes up again; false when none does.
bool FollowWords(const PlaceholderTexts& texts, std::vector<std::string>& way) {
  for (const std::string& word : WordsIn(texts.find(way.back())->second.text, texts)) {
    const auto known = std::ranges::find(way, word);
    const bool is_circle = known != way.end();
    if (is_circle) way.erase(way.begin(), known);
    way.push_back(word);
    if (is_circle || FollowWords(texts, way)) return true;
    way.pop_back();
  }
  return false;
}

}  // namespace

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

bool NamesService(std::string_view text) {
  return UnknownPlaceholder(text, {{"env", ""}}).has_value();
}

std::vector<std::string> PlaceholderCircle(const PlaceholderTexts& texts) {
  for (const auto& [word, text] : texts) {
    std::vector<std::string> way{word};
    if (FollowWords(texts, way)) return way;
  }
  return {};
}

PlaceholderValues WithWords(PlaceholderValues values, const PlaceholderTexts& texts) {
  // Each round gives a value to the words that need none but what is there.
  for (bool added = true; added;) {
    added = false;
    for (const auto& [word, text] : texts) {
      if (values.contains(word) || UnknownPlaceholder(text.text, values)) continue;
      values.emplace(word, FillPlaceholders(text.text, values));
      added = true;
    }
  }
  return values;
}

}  // namespace deltaplan::planner
