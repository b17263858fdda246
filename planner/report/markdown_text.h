// Data inside Markdown: names of files, branches and tags that mean nothing to whoever renders it.
#ifndef DELTAPLAN_PLANNER_REPORT_MARKDOWN_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_MARKDOWN_TEXT_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// Writes data for a renderer.
///
/// Invariants, whatever the data:
/// - it stays on one line, and inside its table cell, list item, quotation, emphasis or code span;
/// - nothing of it becomes markup, a tag, a link or a mathematical formula;
/// - in prose nobody is mentioned and nothing is referred to: GitHub's and GitLab's signs for that
///   (`@`, `#`, `!`, `$`, `%`, `&`, `~`, `^`, "GH-") are parted from what follows by a space
///   without width (U+200B), because these are looked for after the renderer has resolved escapes.
///
/// The caller sees to it that no line begins with data: bots read lines that begin with `/`.
class MarkdownText {
 public:
  /// With `html` false nothing is written that needs a renderer to know HTML: no tags, no character
  /// references. For Bitbucket.
  explicit MarkdownText(bool html) : html_(html) {}

  std::string Prose(std::string_view text) const;
  /// A code span: what stands in it can be copied as it is.
  std::string Code(std::string_view text) const;
  /// The same inside a row of a table, of which no renderer without HTML gets one.
  static std::string CodeInTable(std::string_view text);
  /// The same inside an HTML block, where Markdown is not read.
  static std::string CodeInHtml(std::string_view text);
  /// A message of several lines; indented ones are commands. `prefix` begins the second line and
  /// those behind it where the renderer knows no <br>.
  std::string Lines(std::string_view message, std::string_view prefix) const;

 private:
  bool html_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_MARKDOWN_TEXT_H_
