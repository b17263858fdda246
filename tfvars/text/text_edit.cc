#include "tfvars/text/text_edit.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace deltaplan::tfvars {

std::string ApplyEdits(std::string_view text, std::vector<TextEdit> edits) {
  std::stable_sort(edits.begin(), edits.end(), [](const TextEdit& a, const TextEdit& b) {
    return a.range.begin < b.range.begin;
  });
  std::string result;
  result.reserve(text.size());
  std::size_t at = 0;
  for (const TextEdit& edit : edits) {
    result += text.substr(at, edit.range.begin - at);
    result += edit.text;
    at = edit.range.end;
  }
  result += text.substr(at);
  return result;
}

std::string_view LineEnd(std::string_view text) {
  const std::size_t newline = text.find('\n');
  return newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r' ? "\r\n"
                                                                                       : "\n";
}

TextEdit AppendLines(const Source& source, std::string_view lines) {
  const auto end = static_cast<std::uint32_t>(source.text.size());
  const std::string_view end_of_line = LineEnd(source.text);
  std::string text;
  if (!source.text.empty() && !source.text.ends_with('\n')) text = end_of_line;
  for (const char c : lines) {
    if (c == '\n') {
      text += end_of_line;
    } else {
      text += c;
    }
  }
  return {{end, end}, std::move(text)};
}

}  // namespace deltaplan::tfvars
