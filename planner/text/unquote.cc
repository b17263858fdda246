#include "planner/text/unquote.h"

namespace deltaplan::planner {

std::optional<Unquoted> Unquote(std::string_view text) {
  constexpr std::string_view kLetters = "abtnvfr\\\"";
  constexpr std::string_view kMeanings = "\a\b\t\n\v\f\r\\\"";
  if (!text.starts_with('"')) return std::nullopt;
  Unquoted result;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') {
      result.length = at + 1;
      return result;
    }
    if (text[at] != '\\') {
      result.value += text[at];
      continue;
    }
    if (++at == text.size()) return std::nullopt;
    if (const std::size_t letter = kLetters.find(text[at]); letter != std::string_view::npos) {
      result.value += kMeanings[letter];
      continue;
    }
    unsigned byte = 0;
    if (text[at] > '3') return std::nullopt;
    for (const char digit : text.substr(at, 3)) {
      if (digit < '0' || digit > '7') return std::nullopt;
      byte = byte * 8 + static_cast<unsigned>(digit - '0');
    }
    if (text.size() - at < 3) return std::nullopt;
    result.value += static_cast<char>(byte);
    at += 2;
  }
  return std::nullopt;
}

}  // namespace deltaplan::planner
