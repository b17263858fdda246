#include "tfvars/text/quoted_string.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fmt/format.h>
#include <utility>

#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"
#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {
namespace {

// What may follow a backslash, and what the two stand for.
constexpr std::string_view kEscapes = "nrt\"\\";
constexpr std::string_view kEscaped = "\n\r\t\"\\";

std::string UnicodeEscape(char32_t code) {
  const auto number = static_cast<std::uint32_t>(code);
  return code < 0x10000 ? fmt::format("\\u{:04x}", number) : fmt::format("\\U{:08x}", number);
}

QuotedPiece Wrong(std::size_t size, std::string error) {
  return {.size = size, .text = {}, .error = std::move(error)};
}

// \u00a0 or \U0001f600, at the front of `text`.
QuotedPiece UnicodeCharacter(std::string_view text) {
  const std::size_t digits = text[1] == 'u' ? 4 : 8;
  const std::string_view number = text.substr(2, digits);
  std::uint32_t code = 0;
  const auto [end, failure] =
      std::from_chars(number.data(), number.data() + number.size(), code, 16);
  if (failure != std::errc() || number.size() < digits || end != number.data() + digits) {
    return Wrong(2, Quoted(text.substr(0, 2)) + " is followed by " +
                        (digits == 4 ? "four" : "eight") + " hexadecimal digits");
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return Wrong(digits + 2, Quoted(text.substr(0, digits + 2)) + " is no character");
  }
  QuotedPiece piece{.size = digits + 2, .text = {}};
  AppendUtf8(code, piece.text);
  return piece;
}

QuotedPiece Escape(std::string_view text) {
  if (text.size() < 2) return Wrong(1, R"('\' is no escape; write the character itself)");
  if (text[1] == 'u' || text[1] == 'U') return UnicodeCharacter(text);
  const std::size_t escape = kEscapes.find(text[1]);
  if (escape != std::string_view::npos) {
    return {.size = 2, .text = std::string(1, kEscaped[escape])};
  }
  const std::size_t size = 1 + FirstCharacter(text.substr(1)).size;
  return Wrong(size, Quoted(text.substr(0, size)) + " is no escape; write the character itself");
}

}  // namespace

std::string EscapeHclString(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const auto [code, size] = FirstCharacter(text);
    const std::string_view character = text.substr(0, size);
    text.remove_prefix(size);
    switch (code) {
      case '\n':
        escaped += "\\n";
        break;
      case '\r':
        escaped += "\\r";
        break;
      case '\t':
        escaped += "\\t";
        break;
      case '"':
      case '\\':
        escaped += '\\';
        escaped += character;
        break;
      case '$':
      case '%':
        escaped += character;
        if (text.starts_with('{')) escaped += character;
        break;
      default:
        escaped += IsPrintable(code) ? std::string(character) : UnicodeEscape(code);
    }
  }
  return escaped;
}

QuotedPiece FirstQuotedPiece(std::string_view text) {
  if (text.starts_with("$${") || text.starts_with("%%{")) {
    return {.size = 3, .text = std::string(text.substr(1, 2))};
  }
  if (text.starts_with("${") || text.starts_with("%{")) {
    return Wrong(2, "a template has no place here; write " +
                        Quoted(std::string(1, text.front()) + std::string(text.substr(0, 2))) +
                        " for the characters themselves");
  }
  if (text.front() == '\\') return Escape(text);
  if (text.front() == '\n' || text.front() == '\r') {
    return Wrong(1, R"(a line ends inside of the quotes; write '\n')");
  }
  const auto [code, size] = FirstCharacter(text);
  if (code == 0xFFFD && size == 1) return Wrong(1, "these bytes are not UTF-8");
  return {.size = size, .text = std::string(text.substr(0, size))};
}

}  // namespace deltaplan::tfvars
