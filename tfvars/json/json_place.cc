#include "tfvars/json/json_place.h"

#include <algorithm>
#include <string>

#include "tfvars/json/json_spans.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {

TextPlace PlaceAt(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  // Bytes that continue a character of UTF-8 are no column of their own.
  const auto characters = std::ranges::count_if(before.substr(begin), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return {.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
          .column = static_cast<std::size_t>(characters) + 1,
          .line_text = std::string(line)};
}

TextPlace PlaceOfPointer(std::string_view text, std::string_view pointer) {
  const JsonSpan root = SpansOf(text);
  const JsonSpan* span = &root;
  while (pointer.starts_with('/')) {
    const std::string_view token = pointer.substr(0, pointer.find('/', 1));
    pointer.remove_prefix(token.size());
    std::size_t next = 0;
    for (; next < span->values.size(); ++next) {
      const bool is_member = next < span->names.size();
      if (JsonPointerTo("", is_member ? span->names[next] : std::to_string(next)) == token) break;
    }
    if (next == span->values.size()) break;
    span = &span->values[next];
  }
  return PlaceAt(text, span->start);
}

}  // namespace deltaplan::tfvars
