#include "tfvars/text/placeholders.h"

namespace deltaplan::tfvars {
namespace {

struct PlacedPlaceholder {
  std::size_t begin = 0;  // in the text
  Placeholder placeholder;
};

// The first one that begins at `from` or behind it.
std::optional<PlacedPlaceholder> NextPlaceholder(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('{', from); at != std::string_view::npos;
       at = text.find('{', at + 1)) {
    if (const auto found = FirstPlaceholder(text.substr(at))) return PlacedPlaceholder{at, *found};
  }
  return std::nullopt;
}

}  // namespace

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
  while (const auto next = NextPlaceholder(text, literal)) {
    const auto& [begin, placeholder] = *next;
    add_literal(begin);
    pieces.push_back({.text = text.substr(begin, placeholder.size), .placeholder = placeholder});
    literal = begin + placeholder.size;
  }
  add_literal(text.size());
  return pieces;
}

std::optional<AroundPlaceholder> FindPlaceholder(std::string_view text, std::string_view name) {
  std::size_t from = 0;
  while (const auto next = NextPlaceholder(text, from)) {
    from = next->begin + next->placeholder.size;
    if (next->placeholder.Is(name)) {
      return AroundPlaceholder{.before = text.substr(0, next->begin), .behind = text.substr(from)};
    }
  }
  return std::nullopt;
}

bool HasPlaceholder(std::string_view text) { return NextPlaceholder(text, 0).has_value(); }

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
