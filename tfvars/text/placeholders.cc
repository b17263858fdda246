#include "tfvars/text/placeholders.h"

namespace deltaplan::tfvars {

std::optional<Placeholder> FirstPlaceholder(std::string_view text) {
  constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz_";
  if (!text.starts_with('{')) return std::nullopt;
  const std::size_t end = text.find_first_not_of(kNameCharacters, 1);
  if (end == 1 || end == std::string_view::npos) return std::nullopt;
  Placeholder placeholder{.name = text.substr(1, end - 1), .argument = {}, .size = end + 1};
  if (text[end] == '}') return placeholder;
  if (text[end] != ':') return std::nullopt;
  const std::size_t close = text.find_first_of("{}", end);
  if (close == std::string_view::npos || text[close] == '{') return std::nullopt;
  placeholder.argument = text.substr(end + 1, close - end - 1);
  placeholder.size = close + 1;
  return placeholder;
}

std::vector<PlaceholderPiece> SplitPlaceholders(std::string_view text) {
  std::vector<PlaceholderPiece> pieces;
  std::size_t literal = 0;  // where the text in front of the next placeholder begins
  const auto add_literal = [&](std::size_t end) {
    if (end > literal) pieces.push_back({.text = text.substr(literal, end - literal)});
  };
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at)) {
    const std::optional<Placeholder> placeholder = FirstPlaceholder(text.substr(at));
    if (!placeholder) {
      ++at;
      continue;
    }
    add_literal(at);
    pieces.push_back({.text = text.substr(at, placeholder->size), .placeholder = placeholder});
    at += placeholder->size;
    literal = at;
  }
  add_literal(text.size());
  return pieces;
}

std::string FillPlaceholders(
    std::string_view text,
    const std::function<std::optional<std::string_view>(const Placeholder&)>& value_of) {
  std::string filled;
  for (const PlaceholderPiece& piece : SplitPlaceholders(text)) {
    const auto value = piece.placeholder ? value_of(*piece.placeholder) : std::nullopt;
    filled += value.value_or(piece.text);
  }
  return filled;
}

}  // namespace deltaplan::tfvars
