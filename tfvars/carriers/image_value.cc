#include "tfvars/carriers/image_value.h"

#include <cstdint>

#include "tfvars/text/image_reference.h"

namespace deltaplan::tfvars {
namespace {

// What has the tag in it: of an image behind registries, the last part.
const Expression& LastPart(const Expression& value) {
  const auto* parts = value.As<Template>();
  return parts == nullptr ? value : *parts->parts.back();
}

Diagnostic NotPlain(const Expression& value) {
  return {.summary = "Not a plain string",
          .detail =
              "Here has to stand an image with its tag as text, without anything that is "
              "computed.",
          .subject = value.range};
}

}  // namespace

std::variant<std::string, Diagnostic> ReadImageTag(const Expression& value) {
  const std::string* text = LiteralText(LastPart(value));
  if (text == nullptr) return NotPlain(value);
  const ImageReference image = ParseImageReference(*text);
  if (!image.tag) {
    return Diagnostic{.summary = "Image without tag",
                      .detail = "The image has to end with a colon and its tag: registry/name:tag.",
                      .subject = value.range};
  }
  return std::string(*image.tag);
}

std::variant<TextEdit, Diagnostic> ReplaceImageTag(const Source& source, const Expression& value,
                                                   std::string_view tag) {
  const Expression& last = LastPart(value);
  if (LiteralText(last) == nullptr) return NotPlain(value);
  // Within the quotes; what stands around the tag is not touched.
  Range range = last.range;
  const bool is_quoted = source.Slice(range).ends_with('"');
  if (is_quoted) --range.end;
  const std::string_view raw = source.Slice(range);
  const ImageReference image = ParseImageReference(raw);
  if (!image.tag || raw.find('\n') != std::string_view::npos) {
    return Diagnostic{.summary = "Image can't be changed",
                      .detail = "Its tag has to stand in one quoted string: \"registry/name:tag\".",
                      .subject = last.range};
  }
  range.begin += static_cast<std::uint32_t>(image.tag->data() - raw.data());
  return TextEdit{range, std::string(tag)};
}

}  // namespace deltaplan::tfvars
