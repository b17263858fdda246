// The plan for a pull request. All data passes `Escaped` (or `Code`, which calls it): every
// character that means something to Markdown, HTML or GitHub becomes a character reference, so that
// no name can end a table cell, open a tag or mention somebody.

#include "planner/report/plan_markdown.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "planner/report/refusal_words.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_words.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// GitHub refuses comments of more than 65,536 characters.
// Each part stops when the whole has reached its mark.
constexpr std::size_t kMostTableBytes = 24'000;
constexpr std::size_t kMostWarningBytes = 40'000;
constexpr std::size_t kMostBytes = 64'000;
constexpr std::size_t kMostFiles = 20;  // for each reason

bool IsHarmless(char c) {
  const bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return is_word || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view(" -./,()'=;+%>").find(c) != std::string_view::npos;
}

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : DisplayText(text)) {
    if (IsHarmless(c)) {
      out += c;
    } else {
      out += "&#" + std::to_string(static_cast<int>(c)) + ';';
    }
  }
  return out;
}

/// Prose. GitHub looks for @people and #issues after it has resolved character references, except
/// in code; a space without width behind the sign stops it.
std::string Prose(std::string_view text) {
  constexpr std::string_view kZeroWidthSpace = "&#8203;";
  std::string out = Escaped(text);
  for (const std::string_view sign : {"&#64;", "&#35;"}) {  // @ and #
    for (std::size_t at = out.find(sign); at != std::string::npos; at = out.find(sign, at)) {
      at += sign.size();
      out.insert(at, kZeroWidthSpace);
    }
  }
  return out;
}

std::string Code(std::string_view text) { return "<code>" + Escaped(text) + "</code>"; }

class MarkdownPrinter {
 public:
  MarkdownPrinter(const Plan& plan, const Refusals& refusals) : plan_(plan), refusals_(refusals) {}

  std::string Print() && {
    PrintTitle();
    for (const Refusal& refusal : refusals_) {
      out_ += "\n> **Refused (" + std::string(CodeOf(refusal)) + "):** " +
              Lines(RefusalMessage(refusal)) + '\n';
    }
    if (!plan_.services.empty()) PrintTable();
    PrintWarnings();
    PrintDetails();
    return std::move(out_);
  }

 private:
  void PrintTitle() {
    out_ += plan_.base ? "### Preview" : "### Plan";
    if (plan_.environment) out_ += " for " + Prose(*plan_.environment);
    out_ += ": " + SummaryText(plan_) + "\n\n";
    std::string comparison = Prose(ComparisonText(plan_));
    comparison.front() = 'H';
    out_ += comparison + ".\n";
  }

  void PrintTable() {
    out_ += "\n| service | decision | live | reason |\n| --- | --- | --- | --- |\n";
    const std::size_t folded = FoldedSkips(plan_);
    std::size_t cut = 0;
    for (const PlannedService& service : plan_.services) {
      if (folded != 0 && IsPlainSkip(service)) continue;
      if (cut > 0 || !Fits(Row(service), kMostTableBytes)) ++cut;
    }
    if (cut > 0) out_ += "\nAnd " + CountOf(cut, "more service") + ", see the plan as JSON.\n";
    if (folded > 0) out_ += "\n" + CountOf(folded, "unchanged service") + " to skip.\n";
  }

  /// Adds `piece` unless there would be more than `most` bytes then.
  bool Fits(const std::string& piece, std::size_t most) {
    const bool fits = out_.size() + piece.size() <= most;
    if (fits) out_ += piece;
    return fits;
  }

  static std::string Row(const PlannedService& service) {
    std::string row = "| " + Code(service.name);
    row += service.decision == Decision::kDeploy ? " | **DEPLOY** | " : " | skip | ";
    if (service.live) {
      row += Code(service.live->tag);
      if (service.live->commit) row += ' ' + Prose(RelationText(*service.live));
    }
    row += " | ";
    if (!service.reasons.empty()) row += Prose(ReasonHeadline(service.reasons.front()));
    if (service.reasons.size() > 1) {
      row += " and " + CountOf(service.reasons.size() - 1, "more reason");
    }
    return row + " |\n";
  }

  void PrintWarnings() {
    std::size_t cut = 0;
    for (const Warning& warning : plan_.warnings) {
      if (!Fits("\n> **Warning:** " + Lines(WarningMessage(warning)) + '\n', kMostWarningBytes))
        ++cut;
    }
    if (cut > 0) out_ += "\nAnd " + CountOf(cut, "more warning") + ", see the plan as JSON.\n";
  }

  /// A message of several lines; indented ones are commands.
  static std::string Lines(std::string_view message) {
    std::string out;
    while (!message.empty()) {
      std::string_view line = message.substr(0, message.find('\n'));
      message.remove_prefix(std::min(message.size(), line.size() + 1));
      if (!out.empty()) out += "<br>";
      const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
      line.remove_prefix(indent);
      out += indent > 0 ? Code(line) : Prose(line);
    }
    return out;
  }

  void PrintDetails() {
    std::size_t cut = 0;
    for (const PlannedService& service : plan_.services) {
      if (service.decision != Decision::kDeploy) continue;
      if (cut > 0 || !Fits(Details(service), kMostBytes)) ++cut;
    }
    if (cut > 0) {
      out_ += "\nThe reasons of " + CountOf(cut, "more service") + " are in the plan as JSON.\n";
    }
  }

  std::string Details(const PlannedService& service) const {
    std::string block = "\n<details><summary>" + Code(service.name) + ": " +
                        CountOf(service.reasons.size(), "reason") + "</summary>\n\n";
    for (const Reason& reason : service.reasons) {
      block += "- " + Prose(ReasonSentence(reason)) + '\n';
      if (!reason.files) continue;
      const std::vector<graph::FileChange>& files = plan_.file_lists[*reason.files].files;
      const std::size_t shown = std::min(kMostFiles, files.size());
      for (std::size_t i = 0; i < shown; ++i) {
        block += std::string("  - ") + StatusName(files[i].status) + ' ' +
                 Code(ShownPath(files[i].path)) + '\n';
      }
      if (shown < reason.file_count) {
        block += "  - and " + CountOf(reason.file_count - shown, "more file") + '\n';
      }
    }
    return block + "\n</details>\n";
  }

  const Plan& plan_;
  const Refusals& refusals_;
  std::string out_;
};

}  // namespace

std::string PlanMarkdown(const Plan& plan, const Refusals& refusals) {
  return MarkdownPrinter(plan, refusals).Print();
}

}  // namespace deltaplan::planner
