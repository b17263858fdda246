#include "planner/report/messages.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/report/note_words.h"
#include "planner/report/refusal_words.h"
#include "planner/report/warning_notices.h"
#include "planner/text/console.h"
#include "planner/text/fitted_lines.h"
#include "planner/text/ink.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// Sentences begin a message, or are indented and begin with a capital. What else is indented are
// commands, lists, snippets of files with a mark below a place.
bool IsSentence(std::string_view line) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::string_view text = line.substr(indent);
  return indent == 0 || text.starts_with("because: ") ||
         (!text.empty() && text.front() >= 'A' && text.front() <= 'Z');
}

// Where the command begins that the line ends with, to be copied ("Fetch it: git fetch origin");
// the line's size where none does.
std::size_t CommandIn(std::string_view line) {
  std::size_t found = line.size();
  for (const std::string_view begin :
       {": deltaplan ", ": git ", ": terraform ", ": tofu ", ": docker ", ": ("}) {
    const std::size_t at = line.find(begin);
    if (at != std::string_view::npos) found = std::min(found, at + std::string_view(": ").size());
  }
  return found;
}

std::string FittedMessages(std::string_view messages, std::size_t width) {
  std::string fitted;
  while (!messages.empty()) {
    const std::string_view line = messages.substr(0, messages.find('\n'));
    messages.remove_prefix(std::min(line.size() + 1, messages.size()));
    if (DisplayWidth(line) <= width || !IsSentence(line)) {
      fitted.append(line) += '\n';
      continue;
    }
    const std::size_t command = CommandIn(line);
    if (command == line.size()) {
      fitted += FittedLines(line, width);
      continue;
    }
    fitted += FittedLines(line.substr(0, command - 1), width);
    const std::size_t indent = line.find_first_not_of(' ');
    fitted.append(indent + 2, ' ').append(line.substr(command)) += '\n';
  }
  return fitted;
}

}  // namespace

std::string ErrorText(const Error& error) {
  if (!error.diagnostics.empty()) return ConsoleText(error.diagnostics);
  std::string text = "deltaplan: error: " + DisplayText(error.message);
  for (const std::string& cause : error.causes) text += "\n  because: " + DisplayText(cause);
  if (!error.remedy.empty()) text += "\n  " + DisplayText(error.remedy);
  for (const std::string& line : error.further) text += "\n  " + DisplayText(line);
  return text + "\n";
}

std::string WarningLines(const Warnings& warnings, bool verbose, std::string_view about) {
  std::string lines;
  for (const WarningNotice& notice : ShownWarnings(warnings, verbose)) {
    lines +=
        fmt::format("deltaplan: warning: {}{}\n", DisplayText(about), ConsoleText(notice.message));
  }
  return lines;
}

std::string RefusalLines(const Refusals& refusals) {
  std::string lines;
  for (const Refusal& refusal : refusals) {
    lines += fmt::format("deltaplan: refused ({}): {}\n", CodeOf(refusal),
                         ConsoleText(RefusalMessage(refusal)));
  }
  return lines;
}

std::string MessageText(std::string_view messages, const MessageStyle& style) {
  static constexpr std::pair<std::string_view, Ink> kBeginnings[] = {
      {"Error:", Ink::kError},
      {"deltaplan: error:", Ink::kError},
      {"deltaplan: refused", Ink::kError},
      {"deltaplan: warning:", Ink::kWarning}};
  const std::string plain = ConsoleText(messages);
  const std::string shown = style.width ? FittedMessages(plain, *style.width) : plain;
  const Inker inker(style.color);
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

std::string NoteLines(const Note& note) { return ConsoleText(NoteMessage(note)) + "\n"; }

std::string ProgressText(std::string_view message) { return DisplayText(message); }

}  // namespace deltaplan::planner
