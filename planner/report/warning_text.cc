#include "planner/report/warning_text.h"

#include <algorithm>
#include <string_view>

#include "planner/text/ink.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

namespace {

// Lines of the message that begin with a space are lists: they stay whole.
std::string NoticeText(const std::string& message, const TextStyle& style) {
  constexpr std::string_view kWord = "Warning:";
  constexpr std::string_view kIndent = "  ";
  std::string out;
  for (std::string_view rest = message; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    std::string shown = DisplayText(line);
    if (line.starts_with(' ')) {
      out.append(kIndent).append(shown) += '\n';
      continue;
    }
    if (out.empty()) shown.insert(0, std::string(kWord) + " ");
    for (const std::string& wrapped : WrapWords(shown, style.width - kIndent.size())) {
      if (out.empty()) {
        Inker(style.color).Add(Ink::kWarning, kWord, out);
        out += std::string_view(wrapped).substr(kWord.size());
      } else {
        out.append(kIndent).append(wrapped);
      }
      out += '\n';
    }
  }
  return out;
}

}  // namespace

std::string NoticesText(const std::vector<WarningNotice>& notices, const TextStyle& style) {
  std::string out;
  for (const WarningNotice& notice : notices) out += NoticeText(notice.message, style);
  if (!out.empty()) out += '\n';
  return out;
}

}  // namespace deltaplan::planner
