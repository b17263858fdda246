#include "planner/git/content_conversion.h"

#include <cstddef>
#include <optional>

namespace deltaplan::planner {
namespace {

using LineEnds = ContentConversion::LineEnds;

AttributeValue Find(const AttributeValues& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? AttributeValue{} : found->second;
}

// By "text", or its older name "crlf". nullopt: they say nothing.
std::optional<LineEnds> LineEndsOf(const AttributeValue& value) {
  switch (value.kind) {
    case AttributeValue::Kind::kSet:
      return LineEnds::kToLf;
    case AttributeValue::Kind::kUnset:
      return LineEnds::kKeep;
    case AttributeValue::Kind::kWord:
      if (value.word == "auto") return LineEnds::kToLfIfText;
      if (value.word == "input") return LineEnds::kToLf;
      return std::nullopt;
    case AttributeValue::Kind::kUnspecified:
      return std::nullopt;
  }
  return std::nullopt;
}

LineEnds LineEndsOf(const AttributeValues& attributes, const GitConfig& config) {
  std::optional<LineEnds> ends = LineEndsOf(Find(attributes, "text"));
  if (!ends) ends = LineEndsOf(Find(attributes, "crlf"));
  const AttributeValue eol = Find(attributes, "eol");
  // Who says how lines end says that there are lines.
  if (!ends && (eol.Is("lf") || eol.Is("crlf"))) ends = LineEnds::kToLf;
  if (ends) return *ends;
  const bool is_automatic =
      config.Get("core.autocrlf") == "input" || config.GetBool("core.autocrlf", false);
  return is_automatic ? LineEnds::kToLfIfText : LineEnds::kKeep;
}

std::string ByGit(const AttributeValues& attributes, const GitConfig& config) {
  const AttributeValue filter = Find(attributes, "filter");
  if (filter.kind == AttributeValue::Kind::kWord) {
    const std::string driver = "filter." + filter.word + ".";
    if (!config.Get(driver + "clean").value_or("").empty() ||
        !config.Get(driver + "process").value_or("").empty() ||
        config.GetBool(driver + "required", false)) {
      return "the filter '" + filter.word + "'";
    }
  }
  const AttributeValue encoding = Find(attributes, "working-tree-encoding");
  const bool is_unicode = encoding.Is("") || encoding.Is("UTF-8") || encoding.Is("utf-8");
  if (encoding.kind != AttributeValue::Kind::kUnspecified && !is_unicode) {
    return "the encoding '" + encoding.word + "'";
  }
  return "";
}

// What the bytes of a file look like, counted as git does.
struct Shape {
  std::size_t crlf = 0;
  std::size_t lone_cr = 0;
  std::size_t nul = 0;
  std::size_t printable = 0;
  std::size_t odd = 0;

  bool LooksBinary() const { return lone_cr > 0 || nul > 0 || printable / 128 < odd; }
};

Shape ShapeOf(std::string_view text) {
  constexpr std::string_view kHarmless = "\b\t\x1b\f";
  Shape shape;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\r') {
      const bool ends_line = i + 1 < text.size() && text[i + 1] == '\n';
      ++(ends_line ? shape.crlf : shape.lone_cr);
      if (ends_line) ++i;
    } else if (byte == '\n') {
      continue;
    } else if (byte >= ' ' && byte != 0x7F) {
      ++shape.printable;
    } else if (kHarmless.find(text[i]) != std::string_view::npos) {
      ++shape.printable;
    } else {
      ++shape.odd;
      if (byte == 0) ++shape.nul;
    }
  }
  if (text.ends_with('\x1a') && shape.odd > 0) --shape.odd;  // the end of file of DOS
  return shape;
}

std::string WithLf(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!is_crlf) result += text[i];
  }
  return result;
}

std::string WithShortIds(std::string_view text) {
  constexpr std::string_view kLong = "$Id:";
  std::string result;
  result.reserve(text.size());
  while (true) {
    const std::size_t begin = text.find(kLong);
    const std::size_t end =
        begin == std::string_view::npos ? begin : text.find('$', begin + kLong.size());
    if (end == std::string_view::npos) return result.append(text);
    const bool is_one_line = text.substr(begin, end - begin).find('\n') == std::string_view::npos;
    result.append(text.substr(0, begin));
    result.append(is_one_line ? "$Id$" : kLong);
    text.remove_prefix(is_one_line ? end + 1 : begin + kLong.size());
  }
}

}  // namespace

ContentConversion ConversionOf(const AttributeValues& attributes, const GitConfig& config) {
  return {.line_ends = LineEndsOf(attributes, config),
          .shortens_ids = Find(attributes, "ident").kind == AttributeValue::Kind::kSet,
          .by_git = ByGit(attributes, config)};
}

bool StoresCrLf(std::string_view stored) {
  if (stored.find('\r') == std::string_view::npos) return false;
  const Shape shape = ShapeOf(stored);
  return shape.crlf > 0 && !shape.LooksBinary();
}

std::string Convert(std::string content, const ContentConversion& conversion, bool keeps_crlf) {
  if (content.find("\r\n") != std::string::npos) {
    const bool is_text =
        conversion.line_ends == LineEnds::kToLf || (conversion.line_ends == LineEnds::kToLfIfText &&
                                                    !keeps_crlf && !ShapeOf(content).LooksBinary());
    if (is_text) content = WithLf(content);
  }
  return conversion.shortens_ids ? WithShortIds(content) : content;
}

}  // namespace deltaplan::planner
