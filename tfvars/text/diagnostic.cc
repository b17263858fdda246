#include "tfvars/text/diagnostic.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {

bool HasErrors(const Diagnostics& diagnostics) {
  return std::ranges::any_of(diagnostics,
                             [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

bool CheckSize(const Source& source, Diagnostics& diagnostics) {
  if (source.text.size() > kMaxSourceSize) {
    diagnostics.push_back(
        {.summary = "File too large",
         .detail = fmt::format("Files of at most {} MiB are read.", kMaxSourceSize >> 20),
         .subject = {}});
    return false;
  }
  return true;
}

std::string DiagnosticText(const Diagnostic& diagnostic, const Source& source,
                           const std::string& block) {
  constexpr std::size_t kLongestLine = 300;  // a minified file must not fill the screen
  std::string text =
      fmt::format("{}: {}\n\n", diagnostic.severity == Severity::kError ? "Error" : "Warning",
                  OnOneLine(diagnostic.summary));
  const Position place = source.PositionAt(diagnostic.subject.begin);
  text += fmt::format("  on {} line {}{}{}:\n", OnOneLine(source.name), place.line,
                      block.empty() ? "" : ", in ", OnOneLine(block));
  const Range line = source.LineAt(diagnostic.subject.begin);
  const bool is_short = line.size() <= kLongestLine;
  if (is_short) {
    // A tab keeps its width under itself, every other character becomes a space.
    std::string lead;
    for (const char c : source.Slice({line.begin, diagnostic.subject.begin})) {
      if (c == '\t') lead += '\t';
      if (c != '\t' && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U) lead += ' ';
    }
    const std::uint32_t end = std::clamp(diagnostic.subject.end, diagnostic.subject.begin,
                                         std::max(line.end, diagnostic.subject.begin));
    const std::string_view marked = source.Slice({diagnostic.subject.begin, end});
    const auto characters = std::ranges::count_if(
        marked, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    text += fmt::format("{:4}: {}\n      {}{:^>{}}\n", place.line, source.Slice(line), lead, "",
                        std::max<std::ptrdiff_t>(characters, 1));
  }
  return text + "\n" + OnOneLine(diagnostic.detail) + "\n";
}

}  // namespace deltaplan::tfvars
