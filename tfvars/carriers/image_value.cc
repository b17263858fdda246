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

std::variant<TextEdit, Diagnostic> ReplaceImageTag(const Source& source, Syntax syntax,
                                                   const Expression& value, std::string_view tag) {
  const Expression& last = LastPart(value);
  const std::string* text = LiteralText(last);
  if (text == nullptr) return NotPlain(value);
  // Within the quotes, which the last part of a template has not; what stands around the tag is not
  // touched.
  Range range = last.range;
  if (source.Slice(range).starts_with('"')) range = {range.begin + 1, range.end - 1};
  const std::string_view raw = source.Slice(range);
  const ImageReference written = ParseImageReference(raw);
  // Behind escapes the tag may begin elsewhere than it seems to.
  const bool is_plain = written.tag && raw.find('\n') == std::string_view::npos &&
                        written.repository == ParseImageReference(*text).repository;
  if (!is_plain) {
    return Diagnostic{.summary = "Image can't be changed",
                      .detail = "Its tag has to stand in one quoted string: \"registry/name:tag\".",
                      .subject = last.range};
  }
  range.begin += static_cast<std::uint32_t>(written.tag->data() - raw.data());
  const std::string quoted = QuotedText(tag, syntax);
  return TextEdit{range, quoted.substr(1, quoted.size() - 2)};
}

}  // namespace deltaplan::tfvars
