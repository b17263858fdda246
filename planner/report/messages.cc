#include "planner/report/messages.h"

#include <fmt/format.h>

#include "planner/report/refusal_words.h"
#include "planner/report/warning_words.h"
#include "planner/text/console.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string ErrorText(const Error& error) {
  if (!error.diagnostics.empty()) return ConsoleText(error.diagnostics);
  std::string text = "deltaplan: error: " + DisplayText(error.message);
  for (const std::string& cause : error.causes) text += "\n  because: " + DisplayText(cause);
  if (!error.remedy.empty()) text += "\n  " + ConsoleText(error.remedy);
  return text + "\n";
}

std::string WarningLines(const Warnings& warnings) {
  std::string lines;
  for (const Warning& warning : warnings) lines += WarningLine(WarningMessage(warning));
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

std::string NoteLine(std::string_view message) { return ConsoleText(message) + "\n"; }

}  // namespace deltaplan::planner
