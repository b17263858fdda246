#include "tfvars/text/utf8.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <utf8proc.h>

namespace deltaplan::tfvars {

std::optional<Character> DecodeUtf8(std::string_view bytes) {
  utf8proc_int32_t code = 0;
  const utf8proc_ssize_t size =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(bytes.data()),
                       static_cast<utf8proc_ssize_t>(bytes.size()), &code);
  if (size <= 0) return std::nullopt;
  return Character{static_cast<char32_t>(code), static_cast<std::size_t>(size)};
}

Character FirstCharacter(std::string_view text) {
  return DecodeUtf8(text).value_or(Character{0xFFFD, 1});
}

std::u32string CharactersOf(std::string_view text) {
  std::u32string characters;
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    characters += character.code;
    text.remove_prefix(character.size);
  }
  return characters;
}

std::optional<std::size_t> FirstBadUtf8(std::string_view bytes) {
  std::size_t at = 0;
  while (true) {
    at += AsciiPrefix(bytes.substr(at));
    if (at == bytes.size()) return std::nullopt;
    const std::optional<Character> character = DecodeUtf8(bytes.substr(at));
    if (!character) return at;
    at += character->size;
  }
}

std::size_t AsciiPrefix(std::string_view text) {
  std::size_t size = 0;
  for (std::uint64_t eight = 0; size + sizeof eight <= text.size(); size += sizeof eight) {
    std::memcpy(&eight, text.data() + size, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  while (size < text.size() && static_cast<unsigned char>(text[size]) < 0x80) ++size;
  return size;
}

void AppendUtf8(char32_t code, std::string& text) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const utf8proc_ssize_t size =
      utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
  text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

}  // namespace deltaplan::tfvars
