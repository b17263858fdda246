// Prints the table of messages, for tests/cli/message_table_test.py:
//     print_messages page     docs/messages.md, whole
//     print_messages codes    a line for each code: kind and code
#include <algorithm>
#include <fmt/format.h>
#include <iostream>
#include <string>
#include <string_view>

#include "planner/report/message_table.h"
#include "planner/text/layout.h"

namespace deltaplan::planner {
namespace {

struct Section {
  MessageKind kind;
  std::string_view word;
  std::string_view title;
  std::string_view text;
};

constexpr Section kSections[] = {
    {MessageKind::kReason, "reason", "Reasons",
     "Why a service deploys or not: `code` in the `reasons` of [JSON](output.md#json)."},
    {MessageKind::kWarning, "warning", "Warnings",
     "What has to be known and never blocks: `code` in the `warnings` of [JSON](output.md#json). "
     "People are shown the sentence alone: after `Warning:` in what `plan`, `preview` and `status` "
     "print for them, else after `deltaplan: warning:` on standard error. Formats for programs "
     "(`github`, `gitlab`, `buildkite`, `names`, `tsv`) and commands without a plan have it there; "
     "`tags` and `release` have it nowhere else."},
    {MessageKind::kRefusal, "refusal", "Refusals",
     "A gate that is shut: exit code 3, and `deltaplan: refused (CODE): ...` on standard error. "
     "Nothing is written, and nothing is done. A plan that is refused is printed all the same, to "
     "be looked at, with `code` in the `refusals` of [JSON](output.md#json); but not in formats "
     "that are acted on (`github`, `gitlab`, `buildkite`, `names`). `image_of_other_platform` "
     "comes "
     "with the list of the images. All other commands print nothing on standard output."},
    {MessageKind::kReviewRefusal, "review_refusal", "Refusals of verify",
     "What [`deltaplan verify`](verify.md) refuses: exit code 3, `\"severity\": \"refusal\"` in "
     "JSON."},
    {MessageKind::kReviewNote, "review_note", "Notes of verify",
     "What [`deltaplan verify`](verify.md) says besides. Notes never refuse."},
    {MessageKind::kAudit, "audit", "Findings of audit",
     "What [`deltaplan audit`](audit.md) finds: `code` in the `findings` of its JSON, and before "
     "the "
     "sentence in text. It exits with 0 all the same, with `--detailed-exitcode` with 2."},
};

// Code spans stay on one line, so that commands can be found and copied.
std::string Wrapped(std::string_view first, std::string_view next, std::string_view text) {
  constexpr std::size_t kColumns = 140;
  constexpr char kSpaceInCode = '\x01';
  std::string joined(text);
  bool in_code = false;
  for (char& each : joined) {
    if (each == '`') in_code = !in_code;
    if (each == ' ' && in_code) each = kSpaceInCode;
  }
  std::string lines;
  for (std::string& line : WrapWords(joined, kColumns - first.size())) {
    std::ranges::replace(line, kSpaceInCode, ' ');
    lines += fmt::format("{}{}\n", lines.empty() ? first : next, line);
  }
  return lines;
}

std::string Page() {
  std::string page = "# Messages\n\n";
  page += Wrapped(
      "", "",
      "Every code that an output can hold: what it means, where it comes from, what to do. "
      "Codes are stable: new ones may come, none changes its meaning. Names, tags and "
      "paths stand in the message beside the code. This page is made from "
      "`planner/report/message_table.cc`; `tests/cli/message_table_test.py` keeps it the same.");
  for (const Section& section : kSections) {
    page += fmt::format("\n## {}\n\n{}", section.title, Wrapped("", "", section.text));
    for (const MessageRow& row : MessageTable()) {
      if (row.kind != section.kind) continue;
      page += fmt::format("\n### `{}`\n\n{}\n{}{}", row.code, Wrapped("", "", row.meaning),
                          Wrapped("- **Cause**: ", "  ", row.cause),
                          Wrapped("- **Cure**: ", "  ", row.cure));
    }
  }
  return page;
}

std::string CodeLines() {
  std::string lines;
  for (const Section& section : kSections) {
    for (const MessageRow& row : MessageTable()) {
      if (row.kind == section.kind) lines += fmt::format("{} {}\n", section.word, row.code);
    }
  }
  return lines;
}

}  // namespace
}  // namespace deltaplan::planner

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what != "page" && what != "codes") {
    std::cerr << "usage: print_messages page|codes\n";
    return 2;
  }
  std::cout << (what == "page" ? deltaplan::planner::Page() : deltaplan::planner::CodeLines());
  return 0;
}
