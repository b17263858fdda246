// Paths are bytes; output is UTF-8. The ways to show one in the other.
#ifndef DELTAPLAN_PLANNER_TEXT_QUOTE_H_
#define DELTAPLAN_PLANNER_TEXT_QUOTE_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

bool IsValidUtf8(std::string_view bytes);

/// What CI systems take for the beginning of a command, wherever it stands in the log of a job:
/// "##[" (GitHub), "##vso[" (Azure).
bool OpensLogCommand(std::string_view bytes);
/// What GitHub's runner takes for a command where a line begins with it: "::", after blanks of
/// whatever kind.
bool BeginsLineCommand(std::string_view line);

/// git's C-style quoting ("a\tb\377"), with the surrounding quotes, always. Pure ASCII.
std::string CQuote(std::string_view bytes);

/// For a terminal or a log: as it is when it is valid UTF-8 without control characters, characters
/// that reorder text, double quotes, backslashes or what a CI system would take for a command
/// ("::error::" at its beginning, "##[" and "##vso[" anywhere), else C-quoted. The result never
/// holds a control character.
std::string DisplayPath(std::string_view bytes);

/// Prose for a terminal or a log: as it is, but for control characters, characters that reorder
/// text, invalid bytes and the beginnings of such commands, which become the escapes of `CQuote`
/// without quotes around the whole.
std::string DisplayText(std::string_view bytes);

/// For JSON: as it is when it is valid UTF-8 and does not begin with a double quote, else C-quoted.
/// So a string that begins with a double quote is always C-quoted, and nothing is lost.
std::string JsonPath(std::string_view bytes);
/// True when `JsonPath` gives back the bytes as they are: for writers that would save the copy.
bool IsJsonPath(std::string_view bytes);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TEXT_QUOTE_H_
