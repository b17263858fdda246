#include "planner/report/messages.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/report/refusal_words.h"
#include "planner/report/warning_notices.h"
#include "planner/text/console.h"
#include "planner/text/ink.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string ErrorText(const Error& error) {
  if (!error.diagnostics.empty()) return ConsoleText(error.diagnostics);
  std::string text = "deltaplan: error: " + DisplayText(error.message);
  for (const std::string& cause : error.causes) text += "\n  because: " + DisplayText(cause);
  if (!error.remedy.empty()) text += "\n  " + ConsoleText(error.remedy);
  return text + "\n";
}

std::string WarningLines(const Warnings& warnings, bool verbose) {
  std::string lines;
  for (const WarningNotice& notice : ShownWarnings(warnings, verbose)) {
    lines += WarningLine(notice.message);
  }
  return lines;
}

std::string WarningLine(std::string_view message) {
  return "deltaplan: warning: " + ConsoleText(message) + "\n";
}

std::string RefusalLines(const Refusals& refusals) {
  std::string lines;
  for (const Refusal& refusal : refusals) {
    lines += fmt::format("deltaplan: refused ({}): {}\n", CodeOf(refusal),
                         ConsoleText(RefusalMessage(refusal)));
  }
  return lines;
}

std::string MessageText(std::string_view messages, bool color) {
  static constexpr std::pair<std::string_view, Ink> kBeginnings[] = {
      {"Error:", Ink::kError},
      {"deltaplan: error:", Ink::kError},
      {"deltaplan: refused", Ink::kError},
      {"deltaplan: warning:", Ink::kWarning}};
  const std::string shown = ConsoleText(messages);
  const Inker inker(color);
  std::string text;
  for (std::string_view rest = shown; !rest.empty();) {
    std::string_view line = rest.substr(0, std::min(rest.find('\n'), rest.size() - 1) + 1);
    rest.remove_prefix(line.size());
    for (const auto& [beginning, ink] : kBeginnings) {
      if (!line.starts_with(beginning)) continue;
      inker.Add(ink, beginning, text);
      line.remove_prefix(beginning.size());
      break;
    }
    text += line;
  }
  return text;
}

std::string NoteLine(std::string_view message) { return ConsoleText(message) + "\n"; }

}  // namespace deltaplan::planner
