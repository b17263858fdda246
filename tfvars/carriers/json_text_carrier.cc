#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "tfvars/carriers/carrier.h"
#include "tfvars/carriers/object_edit.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {
namespace {

// jsonencode({...}) is a map like any other.
bool IsEncoded(const Expression& value) { return &Unwrapped(value) != &value; }

// The lines between a heredoc's markers. JSON has no ${ that is meant as a template.
std::string ChangeHeredoc(const Source& source, const Expression& value, const std::string& map) {
  const std::string_view raw = source.Slice(value.range);
  const std::size_t first = raw.find('\n') + 1;
  const std::size_t last = raw.rfind('\n');
  const std::string_view body = raw.substr(first, last - first);
  const std::string indentation(
      body.substr(0, std::min(body.find_first_not_of(" \t"), body.size())));
  const bool is_flush = raw.starts_with("<<-");
  std::string lines = is_flush ? indentation : "";
  for (std::size_t i = 0; i < map.size(); ++i) {
    const bool ends = map[i] == '\n' && i + 1 == map.size();
    if (ends) break;  // the line end behind the text is the heredoc's own
    lines += map[i];
    if ((map[i] == '$' || map[i] == '%') && map[i + 1] == '{') lines += map[i];
    if (map[i] == '\n' && is_flush) lines += indentation;
  }
  if (lines.ends_with('\r')) lines.pop_back();
  const auto begin = static_cast<std::uint32_t>(value.range.begin + first);
  auto end = static_cast<std::uint32_t>(value.range.begin + last);
  if (end > begin && source.text[end - 1] == '\r') --end;
  return ApplyEdits(source.text, {{{begin, end}, std::move(lines)}});
}

// The text inside of a string, which is a JSON file of its own, and all of it is the map.
class InnerMap {
 public:
  // nullopt, with a diagnostic, when the value is no plain string.
  static std::optional<InnerMap> Of(TagFile& file, const Expression& value) {
    const std::string* text = LiteralText(value);
    if (text == nullptr) {
      file.Report(
          value.range, "Not a plain string",
          fmt::format("{} has to be a string that holds a JSON object.", file.place().path));
      return std::nullopt;
    }
    return InnerMap(file, value, *text);
  }

  const std::string& text() const { return source_.text; }

  // What `use`, a function of the map's carrier, makes of it. What is wrong inside is shown at the
  // string.
  template <typename Use>
  auto With(Use use) {
    Diagnostics inner;
    std::optional<TagFile> map = TagFile::Parse(source_, place_, file_.services(), inner);
    auto result = map ? use(*map) : std::nullopt;
    for (Diagnostic& diagnostic : inner) {
      file_.Report(value_.range, std::move(diagnostic.summary),
                   "In the JSON text of this string: " + diagnostic.detail);
    }
    return result;
  }

 private:
  InnerMap(TagFile& file, const Expression& value, std::string text)
      : file_(file),
        value_(value),
        source_{.name = "tags.json", .text = std::move(text)},
        place_{.path = "", .form = TagPlace::Form::kMap, .content = file.place().content} {}

  TagFile& file_;
  const Expression& value_;
  Source source_;
  TagPlace place_;
};

class JsonText final : public Carrier {
 public:
  bool Fits(const TagPlace& place) const override { return place.form == TagPlace::Form::kJson; }

  std::optional<TagMap> Read(TagFile& file) const override {
    const Expression* value = file.FindOnly();
    if (value == nullptr) return std::nullopt;
    if (IsEncoded(*value)) return MapCarrier().Read(file);
    std::optional<InnerMap> inner = InnerMap::Of(file, *value);
    if (!inner) return std::nullopt;
    return inner->With([](TagFile& map) { return MapCarrier().Read(map); });
  }

  std::optional<std::string> Write(TagFile& file, const TagMap& changes) const override {
    const Expression* value = file.FindOnly();
    if (value == nullptr) return std::nullopt;
    if (IsEncoded(*value)) return MapCarrier().Write(file, changes);
    std::optional<InnerMap> inner = InnerMap::Of(file, *value);
    if (!inner) return std::nullopt;
    const std::optional<std::string> text =
        inner->With([&](TagFile& map) { return MapCarrier().Write(map, changes); });
    if (!text) return std::nullopt;
    if (*text == inner->text()) return file.source().text;
    if (file.source().Slice(value->range).starts_with("<<")) {
      return ChangeHeredoc(file.source(), *value, *text);
    }
    return ApplyEdits(file.source().text, {{value->range, QuotedText(*text, file.syntax())}});
  }
};

}  // namespace

const Carrier& JsonTextCarrier() {
  static const JsonText carrier;
  return carrier;
}

}  // namespace deltaplan::tfvars
