#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/carriers/carrier.h"
#include "tfvars/carriers/object_edit.h"
#include "tfvars/text/text_edit.h"

namespace deltaplan::tfvars {
namespace {

// jsonencode({...}) is a map like any other.
bool IsEncoded(const Expression& value) { return &Unwrapped(value) != &value; }

// Each with its line end.
std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    lines.push_back(text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

std::size_t Indentation(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

// What "<<-" takes away in front of each line that is not blank.
std::string_view FlushedIndentation(std::span<const std::string_view> written,
                                    std::span<const std::string_view> read) {
  for (std::size_t i = 0; i < std::min(written.size(), read.size()); ++i) {
    if (written[i].find_first_not_of(" \t\r\n") == std::string_view::npos) continue;
    return written[i].substr(0, Indentation(written[i]) - Indentation(read[i]));
  }
  return "";
}

// JSON has no ${ that is meant as a template.
void AppendEscaped(std::string& text, std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    text += line[i];
    if ((line[i] == '$' || line[i] == '%') && line.substr(i + 1).starts_with('{')) text += line[i];
  }
}

// Writes the lines anew in which `before`, the heredoc's text, differs from `after`.
std::string ChangeHeredoc(const Source& source, const Expression& value, std::string_view before,
                          std::string_view after) {
  const std::string_view raw = source.Slice(value.range);
  const std::size_t first = raw.find('\n') + 1;
  const std::vector<std::string_view> written =
      Lines(raw.substr(first, raw.rfind('\n') + 1 - first));
  const std::vector<std::string_view> old = Lines(before);
  const std::vector<std::string_view> changed = Lines(after);
  const auto front = std::ranges::mismatch(old, changed);
  const auto back = std::mismatch(old.rbegin(), std::make_reverse_iterator(front.in1),
                                  changed.rbegin(), std::make_reverse_iterator(front.in2));
  const std::string_view indentation = FlushedIndentation(written, old);
  std::string lines;
  for (auto line = front.in2; line != back.second.base(); ++line) {
    lines += indentation;
    AppendEscaped(lines, *line);
  }
  const auto position = [&](std::vector<std::string_view>::const_iterator line) {
    std::size_t at = value.range.begin + first;
    for (const auto& one : std::span(written).first(static_cast<std::size_t>(line - old.begin())))
      at += one.size();
    return static_cast<std::uint32_t>(at);
  };
  return ApplyEdits(source.text,
                    {{{position(front.in1), position(back.first.base())}, std::move(lines)}});
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
      return ChangeHeredoc(file.source(), *value, inner->text(), *text);
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
