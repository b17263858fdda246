#include "tfvars/json/json_place.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "tfvars/json/json_scanner.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {
namespace {

// Follows a pointer through a text that the parser has read.
class PlaceFinder : JsonScanner {
 public:
  explicit PlaceFinder(std::string_view text) : JsonScanner(text, JsonComments::kAllowed) {
    SkipSpace();
  }

  std::size_t Find(std::string_view pointer) && {
    std::size_t place = at_;
    while (pointer.starts_with('/')) {
      const std::string_view token = pointer.substr(0, pointer.find('/', 1));
      pointer.remove_prefix(token.size());
      const std::optional<std::size_t> member = Enter(token);
      if (!member) break;
      place = *member;
    }
    return place;
  }

 private:
  // From the container that begins here to the value of its member or item; where that one begins,
  // a member with its name.
  std::optional<std::size_t> Enter(std::string_view token) {
    const bool is_object = Next() == '{';
    if (!is_object && Next() != '[') return std::nullopt;
    ++at_;
    for (std::size_t index = 0;; ++index) {
      SkipSpace();
      const std::size_t begin = at_;
      if (Next() == '}' || Next() == ']') return std::nullopt;
      std::string name = std::to_string(index);
      if (is_object) {
        const auto quoted = ParseJson(PassValue(), JsonComments::kRefused);
        const auto* document = std::get_if<JsonDocument>(&quoted);
        if (document == nullptr) return std::nullopt;
        name = document->root.string;
        Take(':');
        SkipSpace();
      }
      if (JsonPointerTo("", name) == token) return begin;
      if (PassValue().empty()) return std::nullopt;
      Take(',');
    }
  }
};

}  // namespace

JsonPlace PlaceAt(std::string_view text, std::size_t offset) {
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

JsonPlace PlaceOfPointer(std::string_view text, std::string_view pointer) {
  return PlaceAt(text, PlaceFinder(text).Find(pointer));
}

}  // namespace deltaplan::tfvars
