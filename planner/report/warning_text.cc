#include "planner/report/warning_text.h"

#include <algorithm>
#include <string_view>

#include "planner/report/warning_words.h"
#include "planner/text/ink.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string WarningText(const Warning& warning, const TextStyle& style) {
  constexpr std::string_view kWord = "Warning:";
  constexpr std::string_view kIndent = "  ";
  std::string out;
  const std::string message = WarningMessage(warning);
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

}  // namespace deltaplan::planner
