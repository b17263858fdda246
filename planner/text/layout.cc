#include "planner/text/layout.h"

#include <algorithm>
#include <optional>

#include "planner/text/quote.h"
#include "planner/text/terminal_character.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::planner {
namespace {

struct Glyph {
  std::size_t begin = 0;  ///< in bytes
  std::size_t columns = 0;
};

std::vector<Glyph> Glyphs(std::string_view text) {
  std::vector<Glyph> glyphs;
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<tfvars::Character> character = tfvars::DecodeUtf8(text.substr(at));
    glyphs.push_back({at, character ? ColumnsOf(character->code) : 1});
    at += character ? character->size : 1;
  }
  return glyphs;
}

/// The size of the word at the front of `text`, with what may not begin a line behind it.
std::size_t WordSize(std::string_view text) {
  std::size_t end = text.find(' ');
  while (end < text.size() && BeginsLineCommand(text.substr(end))) {
    end = text.find(' ', text.find_first_not_of(' ', end));
  }
  return std::min(end, text.size());
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  if (tfvars::AsciiPrefix(text) == text.size()) return text.size();
  std::size_t width = 0;
  for (const Glyph& glyph : Glyphs(text)) width += glyph.columns;
  return width;
}

std::string PadRight(std::string_view text, std::size_t width) {
  std::string padded(text);
  padded.append(width - std::min(width, DisplayWidth(text)), ' ');
  return padded;
}

std::string ShortenMiddle(std::string_view text, std::size_t width) {
  constexpr std::string_view kDots = "...";
  if (DisplayWidth(text) <= width) return std::string(text);
  const std::vector<Glyph> glyphs = Glyphs(text);
  const std::size_t room = width - std::min(width, kDots.size());

  std::size_t left = 0;  // glyphs kept in front
  for (std::size_t columns = 0; left < glyphs.size(); ++left) {
    columns += glyphs[left].columns;
    if (columns > room - room / 2) break;
  }
  std::size_t right = glyphs.size();  // first glyph kept behind
  for (std::size_t columns = 0; right > left; --right) {
    columns += glyphs[right - 1].columns;
    if (columns > room / 2) break;
  }
  std::string shortened(text.substr(0, glyphs[left].begin));
  shortened += kDots;
  if (right < glyphs.size()) shortened += text.substr(glyphs[right].begin);
  return shortened;
}

std::vector<std::string> WrapWords(std::string_view text, std::size_t width, Gaps gaps) {
  std::vector<std::string> lines;
  std::size_t line_width = 0;
  while (true) {
    const std::size_t spaces = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(spaces);
    if (text.empty()) return lines;
    const std::size_t gap = gaps == Gaps::kKept ? spaces : 1;
    const std::string_view word = text.substr(0, WordSize(text));
    text.remove_prefix(word.size());
    const std::size_t word_width = DisplayWidth(word);
    if (!lines.empty() && line_width + gap + word_width <= width) {
      lines.back().append(gap, ' ').append(word);
      line_width += gap + word_width;
    } else {
      lines.emplace_back(word);
      line_width = word_width;
    }
  }
}

std::string Columns(const std::vector<std::vector<std::string>>& rows, std::size_t indent) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    text.append(indent, ' ');
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += "  ";
      text += i + 1 < row.size() ? PadRight(row[i], widths[i]) : row[i];
    }
    text += '\n';
  }
  return text;
}

}  // namespace deltaplan::planner
