#include "planner/report/markdown_text.h"

#include <algorithm>

#include "planner/text/quote.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

constexpr std::string_view kZeroWidthSpace = "\u200B";

using tfvars::IsDigit;
bool IsWord(char c) {
  return IsDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsIn(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool Holds(std::string_view text, char c) { return text.find(c) != std::string_view::npos; }

// True for what HTML and Markdown take for nothing but itself, wherever it stands in a line.
bool IsHarmless(char c) { return IsWord(c) || IsIn(c, " -./,()'=;+%>"); }

std::string Reference(char c) { return "&#" + std::to_string(static_cast<int>(c)) + ';'; }

// True where a sign that refers to something, or the beginning of an address, ends at `at`.
bool BreaksBehind(std::string_view text, std::size_t at, bool html) {
  if (at + 1 >= text.size()) return false;
  const char sign = text[at];
  const std::string_view rest = text.substr(at + 1);
  if (IsIn(sign, "@#!$%~&^")) return IsWord(rest[0]) || IsIn(rest[0], "\"'_{~&#[");
  if (sign == ':') return rest.starts_with("//") || rest.starts_with('"');
  if (sign == '-') return IsDigit(rest[0]) && at >= 2 && text.substr(at - 2, 2) == "GH";
  if (IsIn(sign, "wW")) {
    return rest[0] == '.' && at >= 2 && IsIn(text[at - 1], "wW") && IsIn(text[at - 2], "wW");
  }
  // Where character references are not known, a tag is stopped where it would begin.
  return sign == '<' && !html && (IsWord(rest[0]) || IsIn(rest[0], "/!?"));
}

// Behind "- ": "1." and "2)" would begin a list in the list, "#" a heading.
std::size_t BeginningOfList(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && IsDigit(text[end])) ++end;
  if (end < text.size() && end > 0 && IsIn(text[end], ".)")) return end;
  return end == 0 && !text.empty() && IsIn(text[0], "-+>=") ? 0 : std::string_view::npos;
}

std::string EscapedCharacter(char c, bool html, bool is_beginning) {
  if (html) return IsHarmless(c) && !is_beginning ? std::string(1, c) : Reference(c);
  // What Markdown's first description lets a backslash escape: every renderer does.
  if (IsIn(c, "\\`*_[]{}#") || (is_beginning && IsIn(c, "-+.)>"))) return {'\\', c};
  return std::string(1, c);
}

std::string Escaped(std::string_view data, bool html) {
  const std::string text = DisplayText(data);
  const std::size_t beginning = BeginningOfList(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += EscapedCharacter(text[i], html, i == beginning);
    if (BreaksBehind(text, i, html)) out += kZeroWidthSpace;
  }
  return out;
}

std::string CodeSpan(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  // One space on each side is taken away by who reads it.
  const bool is_bordered = IsIn(text.front(), " `") || IsIn(text.back(), " `");
  const std::string_view space = is_bordered ? " " : "";
  return fence + std::string(space) + std::string(text) + std::string(space) + fence;
}

}  // namespace

std::string MarkdownText::Prose(std::string_view text) const { return Escaped(text, html_); }

std::string MarkdownText::Code(std::string_view data) const {
  const std::string text = DisplayText(data);
  return text.empty() ? std::string() : CodeSpan(text);
}

std::string MarkdownText::CodeInTable(std::string_view data) {
  const std::string text = DisplayText(data);
  if (text.empty()) return {};
  // A bar ends the cell in a code span, too, and what a backslash before it does depends on whether
  // there is another one.
  if (Holds(text, '|')) return "<code>" + Escaped(text, true) + "</code>";
  return CodeSpan(text);
}

std::string MarkdownText::CodeInHtml(std::string_view data) {
  std::string out = "<code>";
  for (const char c : DisplayText(data)) out += IsHarmless(c) ? std::string(1, c) : Reference(c);
  return out + "</code>";
}

std::string MarkdownText::Lines(std::string_view message, std::string_view prefix) const {
  std::string out;
  while (!message.empty()) {
    std::string_view line = message.substr(0, message.find('\n'));
    message.remove_prefix(std::min(message.size(), line.size() + 1));
    if (!out.empty()) out += html_ ? "<br>" : "  \n" + std::string(prefix);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(indent);
    out += indent > 0 ? Code(line) : Prose(line);
  }
  return out;
}

}  // namespace deltaplan::planner
