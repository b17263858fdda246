// What goes to standard error: errors, warnings, refusals, notes. Each is whole lines, and safe to
// show (planner/text/console.h).
#ifndef DELTAPLAN_PLANNER_REPORT_MESSAGES_H_
#define DELTAPLAN_PLANNER_REPORT_MESSAGES_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "planner/model/note.h"
#include "planner/model/refusal.h"
#include "planner/model/result.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// "deltaplan: error: ...", its causes, and what to do. The message, each cause and each line of
/// what to do take one line, whatever they hold.
std::string ErrorText(const Error& error);

/// "deltaplan: warning: ...", each on lines of its own; unless `verbose`, many of one code are one.
/// `about` begins each sentence: "prod, qa: ".
std::string WarningLines(const Warnings& warnings, bool verbose, std::string_view about = {});

/// "deltaplan: refused (dirty): ...", each on lines of its own.
std::string RefusalLines(const Refusals& refusals);

/// How messages are written.
struct MessageStyle {
  bool color = false;
  std::optional<std::size_t> width = std::nullopt;  ///< columns of a terminal; nullopt: it is none
};

/// Whole messages as they are written to standard error: as `ConsoleText` shows them, with the
/// words that begin an error, a refusal or a warning in colour where that is wanted. On a terminal
/// sentences that are wider than it are broken at spaces; commands to copy that a line ends with
/// get a line of their own, whole, and lists and snippets stay as they are. In a file or a pipe a
/// line is a line: who reads it looks for them.
std::string MessageText(std::string_view messages, const MessageStyle& style);

/// What was done, on lines of its own.
std::string NoteLines(const Note& note);

/// What the program waits for, on one line without an end: for a terminal that somebody looks at.
std::string ProgressText(std::string_view message);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_MESSAGES_H_
