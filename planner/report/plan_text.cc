// The plan for a terminal. The verdict stands first and last. Between them every service is one
// block of a table with three columns: name, decision, and a body of lines that say what is live
// and why. Names that are too wide for their column stand on a line of their own; on narrow
// terminals all do. Many services to deploy are shown by what causes it (plan_causes_text.h)
// instead.

#include "planner/report/plan_text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/report/causes.h"
#include "planner/report/plan_causes_text.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_text.h"
#include "planner/text/ink.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;            // between columns
constexpr std::size_t kDecisionWidth = 6;  // "DEPLOY"
constexpr std::size_t kBestBodyWidth = 40;
constexpr std::size_t kLeastBodyWidth = 16;
constexpr std::size_t kLeastNameWidth = 10;
constexpr std::size_t kRelationWidth = 18;  // room beside the tags: "123 commits behind"
constexpr std::size_t kMostReasons = 3;

/// The tags of a service: "1a2b3c4 -> 9f1c2ab", only the live one when it stays. A
/// preview compares with no live tags.
std::string TagsText(const Plan& plan, const PlannedService& service) {
  if (plan.base) return "";
  const bool rolls =
      service.decision == Decision::kDeploy && service.tag.has_value() && !service.restarts;
  if (!service.live && !rolls) return "";
  std::string text = service.live ? DisplayText(service.live->tag) : "(none)";
  if (rolls) text += " -> " + DisplayText(*service.tag);
  return text;
}

class TextPrinter {
 public:
  TextPrinter(const Plan& plan, const TextStyle& style) : plan_(plan), style_(style) {
    MeasureColumns();
  }

  std::string Print() && {
    PrintHeading();
    if (by_cause_) {
      out_ += PlanCausesText(plan_, style_);
    } else {
      PrintServices();
    }
    out_ += NoticesText(ShownWarnings(plan_, style_.verbose), style_);
    if (style_.verbose) PrintNotes();
    for (const std::string& line : WrapWords(SummaryText(plan_), style_.width)) {
      AddLine(Ink::kBold, line);
    }
    return std::move(out_);
  }

 private:
  void MeasureColumns() {
    const std::size_t around = kIndent + kGap + kDecisionWidth + kGap;
    const std::size_t spare = style_.width - std::min(style_.width, around + kBestBodyWidth);
    const std::size_t most = spare < kLeastNameWidth ? 0 : spare;
    for (const PlannedService& service : plan_.services) {
      if (!IsListed(service)) continue;
      const std::size_t width = DisplayWidth(DisplayPath(service.name));
      if (width <= most) name_width_ = std::max(name_width_, width);
    }
    body_column_ = kIndent + name_width_ + kGap + kDecisionWidth + kGap;
    body_width_ = std::max(kLeastBodyWidth, style_.width - std::min(style_.width, body_column_));

    const std::size_t most_tags = body_width_ - std::min(body_width_, kGap + kRelationWidth);
    for (const PlannedService& service : plan_.services) {
      if (!IsListed(service)) continue;
      const std::size_t width = DisplayWidth(TagsText(plan_, service));
      if (width <= most_tags) tags_width_ = std::max(tags_width_, width);
    }
  }

  bool IsListed(const PlannedService& service) const {
    return folded_ == 0 || !IsPlainSkip(service);
  }

  void PrintHeading() {
    std::string text = plan_.base ? "Preview" : "Plan";
    if (plan_.environment) text += " for " + DisplayText(*plan_.environment);
    text += ": " + SummaryText(plan_);
    for (const std::string& line : WrapWords(text, style_.width)) AddLine(Ink::kBold, line);
    std::string compared = ComparisonText(plan_);
    compared.front() = 'H';
    for (const std::string& line : WrapWords(compared, style_.width)) AddLine(Ink::kPlain, line);
    out_ += '\n';
  }

  void PrintServices() {
    for (const PlannedService& service : plan_.services) {
      if (IsListed(service)) PrintService(service);
    }
    if (folded_ != 0) {
      const std::string text = CountOf(folded_, "unchanged service") + " to skip (listed with -v)";
      for (const std::string& line : WrapWords(text, style_.width - kIndent)) {
        AddLine(Ink::kPlain, line, kIndent);
      }
    }
    // Of those that are counted nobody has seen how they stand to head.
    const std::string concerns = folded_ == 0 ? "" : ConcernsText(plan_, {}, style_);
    if (!concerns.empty()) out_ += '\n' + concerns;
    if (!plan_.services.empty()) out_ += '\n';
  }

  // What is no warning, and good to know when a decision is doubted.
  void PrintNotes() {
    if (plan_.without_configuration.empty()) return;
    std::string commits;
    for (const graph::ObjectId& commit : plan_.without_configuration) {
      commits += (commits.empty() ? "" : ", ") + ShortHex(commit);
    }
    const std::string text =
        "Note: there is no configuration at " + commits +
        ", so whether images are built otherwise since then is not known; trees alone decide.";
    for (const std::string& line : WrapWords(text, style_.width)) AddLine(Ink::kPlain, line);
    out_ += '\n';
  }

  void PrintService(const PlannedService& service) {
    const std::string name = DisplayPath(service.name);
    out_.append(kIndent, ' ');
    if (DisplayWidth(name) <= name_width_) {
      out_ += PadRight(name, name_width_);
      out_.append(kGap, ' ');
    } else {
      out_ += name + '\n';
      out_.append(kIndent + name_width_ + kGap, ' ');
    }
    const bool deploys = service.decision == Decision::kDeploy;
    const std::string_view word = deploys ? "DEPLOY" : "skip";
    Add(deploys ? Ink::kDeploy : Ink::kPlain, word);
    at_row_end_ = word.size();

    PrintRelease(service);
    const bool reason_is_told = !deploys && service.reasons.size() == 1;
    if (!reason_is_told) PrintReasons(service);
    if (style_.verbose && deploys) {
      for (const std::string& target : service.targets) {
        AddBody(WrapWords("target " + DisplayText(target), body_width_));
      }
    }
    if (at_row_end_) out_ += '\n';
    at_row_end_.reset();
  }

  /// Tags, how they relate, and the only reason of a service that skips.
  void PrintRelease(const PlannedService& service) {
    const bool deploys = service.decision == Decision::kDeploy;
    const std::string tags = TagsText(plan_, service);
    std::string rest;
    if (service.live && service.live->commit) rest = RelationText(*service.live);
    if (!deploys && service.reasons.size() == 1) {
      if (!rest.empty()) rest += ", ";
      rest += ReasonSentence(service.reasons.front());
    }
    const std::size_t tags_column = tags_width_ + kGap;
    if (!tags.empty() && !rest.empty() && DisplayWidth(tags) <= tags_width_ &&
        tags_column + DisplayWidth(rest) <= body_width_) {
      AddBody({PadRight(tags, tags_column) + rest});
    } else {
      AddBody(WrapWords(tags, body_width_));
      AddBody(WrapWords(rest, body_width_));
    }
    if (style_.verbose && service.live) {
      std::string origin = "live tag from " + DisplayText(service.live->source);
      if (service.live->commit) origin += ", commit " + ShortHex(*service.live->commit);
      AddBody(WrapWords(origin, body_width_));
    }
  }

  void PrintReasons(const PlannedService& service) {
    const std::size_t shown =
        style_.verbose ? service.reasons.size() : std::min(kMostReasons, service.reasons.size());
    for (std::size_t i = 0; i < shown; ++i) {
      if (style_.verbose) {
        PrintReasonInFull(service.reasons[i]);
      } else {
        PrintReason(service.reasons[i]);
      }
    }
    if (shown < service.reasons.size()) {
      const std::size_t more = service.reasons.size() - shown;
      AddBody({"and " + CountOf(more, "more reason")});
    }
  }

  void PrintReason(const Reason& reason) {
    if (!IsChange(reason.code)) {
      AddBody(WrapWords(ReasonSentence(reason), body_width_));
      return;
    }
    const std::string sentence = ReasonSentence(reason);
    AddBody(
        {DisplayWidth(sentence) <= body_width_ ? sentence : ReasonHeadline(reason, body_width_)});
  }

  void PrintReasonInFull(const Reason& reason) {
    AddBody(WrapWords(ReasonHeadline(reason), body_width_));
    const std::string via = ViaText(reason);
    if (!via.empty()) AddBody(WrapWords("via " + via, body_width_ - kIndent), kIndent);
    if (!reason.files) return;
    const std::vector<graph::FileChange>& files = plan_.file_lists[*reason.files].files;
    for (const graph::FileChange& file : files) {
      AddBody({ChangedFileText(file)}, kIndent);
    }
    if (reason.file_count > files.size()) {
      const std::uint64_t more = reason.file_count - files.size();
      AddBody({"and " + CountOf(more, "more file")}, kIndent);
    }
  }

  /// The first line of a block of the message carries the word; lines that are indented in the
  /// message are commands to copy and stay whole.
  void Add(Ink ink, std::string_view text) { ink_.Add(ink, text, out_); }

  void AddLine(Ink ink, std::string_view text, std::size_t indent = 0) {
    out_.append(indent, ' ');
    Add(ink, text);
    out_ += '\n';
  }

  /// Lines of the body; the first of a service stands beside its decision.
  void AddBody(const std::vector<std::string>& lines, std::size_t indent = 0) {
    for (const std::string& line : lines) {
      if (at_row_end_) {
        out_.append(kDecisionWidth + kGap - *at_row_end_, ' ');
        at_row_end_.reset();
      } else {
        out_.append(body_column_, ' ');
      }
      AddLine(Ink::kPlain, line, indent);
    }
  }

  const Plan& plan_;
  const TextStyle& style_;
  const Inker ink_{style_.color};
  const bool by_cause_ = !style_.verbose && ShowsCauses(plan_);
  const std::size_t folded_ = style_.verbose ? 0 : FoldedSkips(plan_);
  std::size_t name_width_ = 0;
  std::size_t body_column_ = 0;
  std::size_t body_width_ = 0;
  std::size_t tags_width_ = 0;
  /// While the line with the decision is still open: the width of the decision.
  std::optional<std::size_t> at_row_end_;
  std::string out_;
};

}  // namespace

std::string PlanText(const Plan& plan, const TextStyle& style) {
  return TextPrinter(plan, style).Print();
}

}  // namespace deltaplan::planner
