#include "planner/text/quote.h"

#include <cstdint>
#include <optional>

#include "planner/text/terminal_character.h"
#include "tfvars/text/utf8.h"

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

// CI systems read commands out of what jobs print. GitHub's runner takes a line that begins with
// "::" after blanks, of whatever kind; `OpensLogCommand` tells what is one anywhere.

bool IsBlank(char32_t code) {
  return code == ' ' || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

/// Where a command of the first kind begins in a line; its size when there is none.
std::size_t LineCommand(std::string_view line) {
  std::string_view rest = line;
  while (!rest.empty() && rest.front() != ':') {
    const std::optional<tfvars::Character> character = tfvars::DecodeUtf8(rest);
    if (!character || !IsBlank(character->code)) return line.size();
    rest.remove_prefix(character->size);
  }
  return rest.starts_with("::") ? line.size() - rest.size() : line.size();
}

/// The size of the character at the front of `bytes` when a terminal and a log may have it, else 0.
std::size_t DisplayableSize(std::string_view bytes) {
  if (bytes.front() == '#') return OpensLogCommand(bytes) ? 0 : 1;
  if (bytes.front() >= ' ' && bytes.front() <= '~') return 1;
  const std::optional<tfvars::Character> character = tfvars::DecodeUtf8(bytes);
  return character && !IsUnsafeToDisplay(character->code) ? character->size : 0;
}

}  // namespace

bool OpensLogCommand(std::string_view bytes) {
  if (!bytes.starts_with("##")) return false;
  const std::size_t end = bytes.find_first_not_of("abcdefghijklmnopqrstuvwxyz", 2);
  return end != std::string_view::npos && bytes[end] == '[';
}

bool BeginsLineCommand(std::string_view line) { return LineCommand(line) < line.size(); }

bool IsValidUtf8(std::string_view bytes) { return !tfvars::FirstBadUtf8(bytes); }

std::string CQuote(std::string_view bytes) {
  std::string out = "\"";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    const bool is_plain = c >= ' ' && c <= '~' && c != '"' && c != '\\';
    if (is_plain && !(c == '#' && OpensLogCommand(bytes.substr(i)))) {
      out += c;
    } else {
      AppendEscaped(out, c);
    }
  }
  return out += '"';
}

std::string DisplayPath(std::string_view bytes) {
  if (BeginsLineCommand(bytes)) return CQuote(bytes);
  for (std::string_view rest = bytes; !rest.empty();) {
    const std::size_t size = DisplayableSize(rest);
    if (size == 0 || rest.front() == '"' || rest.front() == '\\') return CQuote(bytes);
    rest.remove_prefix(size);
  }
  return std::string(bytes);
}

std::string DisplayText(std::string_view bytes) {
  std::string out;
  const std::size_t command = bytes.size() - LineCommand(bytes);  // as what is left of the bytes
  while (!bytes.empty()) {
    const std::size_t size = bytes.size() == command ? 0 : DisplayableSize(bytes);
    if (size != 0) {
      out += bytes.substr(0, size);
      bytes.remove_prefix(size);
      continue;
    }
    const std::optional<tfvars::Character> unsafe = tfvars::DecodeUtf8(bytes);
    const std::size_t escaped = unsafe ? unsafe->size : 1;
    for (const char c : bytes.substr(0, escaped)) AppendEscaped(out, c);
    bytes.remove_prefix(escaped);
  }
  return out;
}

bool IsJsonPath(std::string_view bytes) { return !bytes.starts_with('"') && IsValidUtf8(bytes); }

std::string JsonPath(std::string_view bytes) {
  return IsJsonPath(bytes) ? std::string(bytes) : CQuote(bytes);
}

}  // namespace deltaplan::planner
