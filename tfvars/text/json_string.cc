#include "tfvars/text/json_string.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

// True for the bytes that can be copied as they are, whoever is asked.
constexpr bool IsPlain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '#'; }

// How many leading bytes of `text` are plain; found eight at a time.
std::size_t PlainPrefix(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  // The high bit of each byte of the answer is set where the byte of `word` is zero, and perhaps in
  // bytes behind such a one.
  const auto zeros = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighBits; };
  std::size_t at = 0;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof(word));
    const std::uint64_t below_space = (word - kOnes * ' ') & ~word & kHighBits;
    const std::uint64_t delete_or_above = (word | (word + kOnes)) & kHighBits;
    if ((below_space | delete_or_above | zeros(word ^ (kOnes * '"')) |
         zeros(word ^ (kOnes * '\\')) | zeros(word ^ (kOnes * '#'))) != 0) {
      break;
    }
  }
  while (at < text.size() && IsPlain(text[at])) ++at;
  return at;
}

// `code` is below U+10000.
void AppendEscape(char32_t code, std::string& json) {
  constexpr std::u32string_view kNamed = U"\"\\\b\f\n\r\t";
  constexpr std::string_view kNames = "\"\\bfnrt";
  constexpr std::string_view kHex = "0123456789abcdef";
  json += '\\';
  if (const std::size_t at = kNamed.find(code); at != std::u32string_view::npos) {
    json += kNames[at];
    return;
  }
  json += 'u';
  for (const int shift : {12, 8, 4, 0}) json += kHex[(code >> shift) & 0xF];
}

bool DemandsEscape(char32_t code) { return code < ' ' || code == '"' || code == '\\'; }

}  // namespace

void AppendJsonString(std::string_view text, std::string& json, EscapesToo too) {
  json += '"';
  while (true) {
    const std::size_t plain = PlainPrefix(text);
    json += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const Character first = FirstCharacter(text);
    if (DemandsEscape(first.code) || (too != nullptr && too(first, text))) {
      AppendEscape(first.code, json);
    } else {
      AppendUtf8(first.code, json);
    }
    text.remove_prefix(first.size);
  }
  json += '"';
}

}  // namespace deltaplan::tfvars
