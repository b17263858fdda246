#include "tfvars/carriers/tag_value.h"

#include <fmt/format.h>
#include <optional>
#include <utility>

#include "tfvars/carriers/image_value.h"
#include "tfvars/carriers/object_edit.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::tfvars {
std::variant<std::string, Diagnostic> ReadTag(const Expression& value, TagPlace::Content content) {
  std::string tag;
  if (content == TagPlace::Content::kImage) {
    auto of_image = ReadImageTag(value);
    if (std::holds_alternative<Diagnostic>(of_image)) return of_image;
    tag = std::get<std::string>(std::move(of_image));
  } else if (const std::string* text = LiteralText(value)) {
    tag = *text;
  } else {
    return Diagnostic{
        .summary = "Not a plain string",
        .detail = "Here has to stand a tag as text, without anything that is computed.",
        .subject = value.range};
  }
  if (const std::optional<std::string> wrong = CheckTag(tag)) {
    return Diagnostic{.summary = "Not a tag",
                      .detail = fmt::format("What stands here can't be a tag: {}.", *wrong),
                      .subject = value.range};
  }
  return tag;
}

std::variant<TextEdit, Diagnostic> ReplaceTag(const TagFile& file, const Expression& value,
                                              std::string_view tag) {
  if (file.place().content == TagPlace::Content::kImage) {
    return ReplaceImageTag(file.source(), file.syntax(), value, tag);
  }
  return TextEdit{value.range, QuotedText(tag, file.syntax())};
}

}  // namespace deltaplan::tfvars
