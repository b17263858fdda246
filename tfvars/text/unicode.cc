#include "tfvars/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <utf8proc.h>

#include "tfvars/text/ascii.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Other_ID_Start and Other_ID_Continue: characters that Unicode keeps as parts of identifiers
// although their category says otherwise.
constexpr std::array<utf8proc_int32_t, 6> kOtherStart{0x1885, 0x1886, 0x2118,
                                                      0x212E, 0x309B, 0x309C};
constexpr std::array<utf8proc_int32_t, 12> kOtherContinue{
    0x00B7, 0x0387, 0x1369, 0x136A, 0x136B, 0x136C, 0x136D, 0x136E, 0x136F, 0x1370, 0x1371, 0x19DA};
// Letters that are Pattern_Syntax or Pattern_White_Space.
constexpr std::array<utf8proc_int32_t, 1> kNoStart{0x2E2F};

bool IsIdStart(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
      return std::ranges::find(kNoStart, code) == kNoStart.end();
    default:
      return std::ranges::find(kOtherStart, code) != kOtherStart.end();
  }
}

bool IsIdContinue(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
      return true;
    default:
      return IsIdStart(code) || std::ranges::find(kOtherContinue, code) != kOtherContinue.end();
  }
}

constexpr bool IsAsciiStart(char c) { return IsLetter(c) || c == '_'; }
constexpr auto kAsciiContinue = [] {
  std::array<bool, 256> fits{};
  for (char c = 0; c < 127; ++c) {
    fits[static_cast<unsigned char>(c)] = IsAsciiStart(c) || IsDigit(c) || c == '-';
  }
  return fits;
}();

}  // namespace

std::size_t IdentifierSize(std::string_view text) {
  std::size_t size = 0;
  if (text.empty() || (IsAscii(text.front()) && !IsAsciiStart(text.front()))) return 0;
  while (true) {
    while (size < text.size() && kAsciiContinue[static_cast<unsigned char>(text[size])]) ++size;
    if (size == text.size() || IsAscii(text[size])) break;
    const std::optional<Character> character = DecodeUtf8(text.substr(size));
    if (!character) break;
    const auto code = static_cast<utf8proc_int32_t>(character->code);
    if (!(size == 0 ? IsIdStart(code) : IsIdContinue(code))) break;
    size += character->size;
  }
  return size;
}

std::string NormalFormC(std::string text) {
  if (AsciiPrefix(text) == text.size()) return text;
  utf8proc_uint8_t* normal = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &normal,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return text;
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(normal, &std::free);
  return {reinterpret_cast<const char*>(normal), static_cast<std::size_t>(size)};
}

bool IsWhiteSpace(char32_t code) {
  if (code < 0x80) return code == U' ' || (code >= U'\t' && code <= U'\r');
  if (code == 0x85) return true;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      return false;
  }
}

std::string_view WithoutSpace(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = FirstCharacter(text.substr(at));
    if (!IsWhiteSpace(code)) {
      begin = std::min(begin, at);
      end = at + size;
    }
    at += size;
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

bool IsPrintable(char32_t code) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    case UTF8PROC_CATEGORY_ZS:
      return code == U' ';
    default:
      return true;
  }
}

}  // namespace deltaplan::tfvars
