#include "planner/text/quote.h"

#include <cstdint>
#include <optional>

#include "planner/text/utf8.h"

namespace deltaplan::planner {
namespace {

void AppendEscaped(std::string& out, char c) {
  constexpr std::string_view kNamed = "\a\b\t\n\v\f\r\"\\";
  constexpr std::string_view kNames = "abtnvfr\"\\";
  out += '\\';
  if (const std::size_t at = kNamed.find(c); at != std::string_view::npos) {
    out += kNames[at];
    return;
  }
  const auto byte = static_cast<std::uint8_t>(c);
  for (const int shift : {6, 3, 0}) out += static_cast<char>('0' + ((byte >> shift) & 7));
}

/// The size of the character at the front of `bytes` when a terminal may have it, else 0.
std::size_t DisplayableSize(std::string_view bytes) {
  if (bytes.front() >= ' ' && bytes.front() <= '~') return 1;
  const std::optional<Utf8Character> character = DecodeUtf8(bytes);
  return character && !IsUnsafeToDisplay(character->code) ? character->size : 0;
}

}  // namespace

bool IsValidUtf8(std::string_view bytes) {
  for (bytes.remove_prefix(AsciiPrefix(bytes)); !bytes.empty();
       bytes.remove_prefix(AsciiPrefix(bytes))) {
    const std::optional<Utf8Character> character = DecodeUtf8(bytes);
    if (!character) return false;
    bytes.remove_prefix(character->size);
  }
  return true;
}

std::string CQuote(std::string_view bytes) {
  std::string out = "\"";
  for (const char c : bytes) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
      out += c;
    } else {
      AppendEscaped(out, c);
    }
  }
  return out += '"';
}

std::string DisplayPath(std::string_view bytes) {
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t size = DisplayableSize(rest);
    if (size == 0 || rest.front() == '"' || rest.front() == '\\') return CQuote(bytes);
    rest.remove_prefix(size);
  }
  return std::string(bytes);
}

std::string DisplayText(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    if (const std::size_t size = DisplayableSize(bytes); size != 0) {
      out += bytes.substr(0, size);
      bytes.remove_prefix(size);
      continue;
    }
    const std::optional<Utf8Character> unsafe = DecodeUtf8(bytes);
    const std::size_t size = unsafe ? unsafe->size : 1;
    for (const char c : bytes.substr(0, size)) AppendEscaped(out, c);
    bytes.remove_prefix(size);
  }
  return out;
}

bool IsJsonPath(std::string_view bytes) { return !bytes.starts_with('"') && IsValidUtf8(bytes); }

std::string JsonPath(std::string_view bytes) {
  return IsJsonPath(bytes) ? std::string(bytes) : CQuote(bytes);
}

}  // namespace deltaplan::planner
