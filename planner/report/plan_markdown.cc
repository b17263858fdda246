// The plan for a pull request. All data passes `MarkdownText`, so that no name can end a table
// cell, open a tag or mention somebody; no line begins with data.

#include "planner/report/plan_markdown.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "planner/report/build_jobs.h"
#include "planner/report/causes.h"
#include "planner/report/markdown_text.h"
#include "planner/report/refusal_words.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_notices.h"
#include "planner/text/layout.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostFiles = 20;          // for each reason
constexpr std::size_t kMostReasonsOfCause = 6;  // for each cause in the table
constexpr std::size_t kMostNamesOfCause = 12;   // of services, for each cause in the table
constexpr std::size_t kMostColumns = 100;       // of a name in the title
constexpr std::size_t kRoomForCount = 70;       // a line that counts environments that were cut

std::string PlanName(const Plan& plan) {
  return plan.environment ? ShortenMiddle(*plan.environment, kMostColumns) : "deltaplan";
}

// "12 of 200 services to deploy · 2 warnings · 9 images in 2 waves"
std::string Counts(const Plan& plan) {
  std::string text = VerdictText(plan);
  if (!plan.warnings.empty()) text += " · " + CountOf(plan.warnings.size(), "warning");
  if (!plan.images.empty()) {
    text += " · " + CountOf(plan.images.size(), "image") + " in " + CountOf(WavesOf(plan), "wave");
  }
  return text;
}

bool IsSkip(const PlannedService& service) { return service.decision == Decision::kSkip; }
bool IsHeld(const PlannedService& service) {
  return service.reasons.front().code == ReasonCode::kHeld;
}

bool ListsFiles(const CauseGroup& group) {
  return std::ranges::any_of(group.services.front()->reasons,
                             [](const Reason& reason) { return reason.files.has_value(); });
}

// What is written of one plan, behind its title.
class BodyPrinter {
 public:
  // `most` is how long `out` may become.
  BodyPrinter(const Plan& plan, const Refusals& refusals, const MarkdownOptions& options,
              std::size_t most, std::string& out)
      : plan_(plan),
        refusals_(refusals),
        text_(options.html),
        html_(options.html),
        begin_(out.size()),
        groups_(GroupByCause(plan)),
        footer_(Footer()),
        most_(std::max(out.size(), most - std::min(most, footer_.size() + kRoomForCounts))),
        out_(out) {}

  void Print() {
    for (const Refusal& refusal : refusals_) {
      AddNotice("Refused (" + std::string(CodeOf(refusal)) + "):", RefusalMessage(refusal));
    }
    for (const WarningNotice& notice : WarningNotices(plan_, kEachInPlan)) {
      AddNotice("Warning:", notice.message);
    }
    SayCut("more notice", ", see plan.json");
    PrintConcerns();
    PrintCauses();
    PrintDeploys();
    PrintFiles();
    PrintSkips();
    cut_ = parts_cut_;
    SayCut("more part", ", see plan.json");
    out_ += footer_;
  }

 private:
  // Lines that count what was cut: at most one for each part.
  static constexpr std::size_t kRoomForCounts = 400;

  std::size_t Share(std::size_t percent) const { return begin_ + (most_ - begin_) * percent / 100; }

  // Adds `piece` unless there would be more than `most` bytes then, or something was cut before.
  bool Fits(const std::string& piece, std::size_t most) {
    const bool fits = cut_ == 0 && out_.size() + piece.size() <= most;
    if (fits) {
      out_ += piece;
    } else {
      ++cut_;
    }
    return fits;
  }

  void SayCut(std::string_view noun, std::string_view rest) {
    if (cut_ > 0) out_ += fmt::format("\nAnd {}{}.\n", CountOf(cut_, noun), rest);
    cut_ = 0;
  }

  void AddNotice(const std::string& title, const std::string& message) {
    Fits("\n> **" + title + "** " + text_.Lines(message, "> ") + '\n', Share(35));
  }

  std::string Name(const std::string& name) const {
    return html_ ? MarkdownText::CodeInTable(name) : text_.Code(name);
  }

  std::string CauseText(const CauseGroup& group) const {
    const std::vector<std::string> causes = CauseTexts(group);
    std::string text;
    for (std::size_t i = 0; i < std::min(causes.size(), kMostReasonsOfCause); ++i) {
      text += (i == 0 ? "" : html_ ? "<br>" : "; ") + text_.Prose(causes[i]);
    }
    if (causes.size() > kMostReasonsOfCause) {
      text += (html_ ? "<br>" : "; ") + CountOf(causes.size() - kMostReasonsOfCause, "more reason");
    }
    return text;
  }

  // `remark` says what stands in brackets behind a name.
  template <typename Remark>
  std::string NamesText(const std::vector<const PlannedService*>& services,
                        const Remark& remark) const {
    const std::size_t shown = std::min(kMostNamesOfCause, services.size());
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
      text += (i == 0 ? "" : ", ") + Name(services[i]->name);
      const std::string more = remark(*services[i]);
      if (!more.empty()) text += " (" + text_.Prose(more) + ")";
    }
    if (shown < services.size()) text += fmt::format(" and {} more", services.size() - shown);
    return text;
  }

  void PrintConcerns() {
    const std::vector<ConcernGroup> concerns = Concerns(plan_);
    if (concerns.empty()) return;
    out_ += "\n**To look at**\n\n";
    for (const ConcernGroup& group : concerns) {
      const auto remark = [&](const PlannedService& service) {
        return ConcernRemark(service, group.concern);
      };
      Fits(fmt::format("- {} {}{}\n", group.services.size(), ConcernText(group.concern),
                       IsNamedByCause(group, groups_) ? ", named below"
                                                      : ": " + NamesText(group.services, remark)),
           Share(50));
    }
    SayCut("more thing to look at", ", see plan.json");
  }

  void PrintCauses() {
    if (groups_.empty()) return;
    out_ += html_ ? "\n| cause | services |\n| --- | --- |\n" : "\n";
    const auto no_remark = [](const PlannedService&) { return std::string(); };
    for (const CauseGroup& group : groups_) {
      const std::string count = CountOf(group.services.size(), "service");
      Fits(html_ ? fmt::format("| {} | {}: {} |\n", CauseText(group), group.services.size(),
                               NamesText(group.services, no_remark))
                 : fmt::format("- {}: {}. {}\n", count, CauseText(group),
                               NamesText(group.services, no_remark)),
           Share(65));
    }
    SayCut("more cause", ", see plan.json");
  }

  // Opens a part that is folded where the renderer can do that; false where it has no room, which
  // is counted.
  bool Open(const std::string& summary) {
    const std::string head =
        html_ ? "\n<details><summary>" + summary + "</summary>\n\n" : "\n**" + summary + "**\n\n";
    const bool fits =
        out_.size() + head.size() + std::string_view(kEnd).size() + kLeastOfPart <= most_;
    if (fits) {
      out_ += head;
    } else {
      ++parts_cut_;
    }
    return fits;
  }
  void Close(std::string_view noun) {
    SayCut(noun, ", see plan.json");
    if (html_) out_ += kEnd;
  }
  static constexpr const char* kEnd = "\n</details>\n";
  static constexpr std::size_t kLeastOfPart = 300;

  void PrintDeploys() {
    if (plan_.deploy_count() == 0) return;
    if (plan_.base) {
      PrintDeployNames();
      return;
    }
    if (!Open(CountOf(plan_.deploy_count(), "service") + ": live, new tag, commits behind")) return;
    if (html_) out_ += "| service | live | becomes | |\n| --- | --- | --- | --- |\n";
    for (const PlannedService& service : plan_.services) {
      if (IsSkip(service)) continue;
      const std::string live = service.live ? Name(service.live->tag) : "none";
      const std::string tag = service.tag ? Name(*service.tag) : "";
      std::string relation =
          service.live && service.live->commit ? text_.Prose(RelationText(*service.live)) : "";
      if (service.restarts) relation += relation.empty() ? "restarts" : ", restarts";
      Fits(html_ ? fmt::format("| {} | {} | {} | {} |\n", Name(service.name), live, tag, relation)
                 : fmt::format("- {}: {} to {}{}{}\n", Name(service.name), live, tag,
                               relation.empty() ? "" : ", ", relation),
           Share(80));
    }
    Close("more service");
  }

  // A preview knows no tags: only names that the causes had no room for are left to say.
  void PrintDeployNames() {
    if (groups_.front().services.size() <= kMostNamesOfCause) return;  // the largest
    if (!Open(CountOf(plan_.deploy_count(), "service") + " that would deploy")) return;
    bool is_first = true;
    for (const PlannedService& service : plan_.services) {
      if (IsSkip(service)) continue;
      if (Fits((is_first ? "" : ", ") + Name(service.name), Share(80))) is_first = false;
    }
    out_ += '\n';
    Close("more service");
  }

  void PrintFiles() {
    if (std::ranges::none_of(groups_, ListsFiles)) return;
    if (!Open("Changed files, and the way to the services")) return;
    for (const CauseGroup& group : groups_) {
      if (!ListsFiles(group)) continue;
      std::string block = "- " + Name(group.services.front()->name);
      if (group.services.size() > 1) {  // baselines differ, and so may the files of the others
        block = fmt::format("- {}, for example {}", CountOf(group.services.size(), "service"),
                            Name(group.services.front()->name));
      }
      block += '\n';
      for (const Reason& reason : group.services.front()->reasons) AddReason(reason, block);
      Fits(block, Share(95));
    }
    Close("more cause");
  }

  void AddReason(const Reason& reason, std::string& block) const {
    block += "  - " + text_.Prose(ReasonSentence(reason)) + '\n';
    if (!reason.files) return;
    const std::vector<graph::FileChange>& files = plan_.file_lists[*reason.files].files;
    const std::size_t shown = std::min(kMostFiles, files.size());
    for (std::size_t i = 0; i < shown; ++i) {
      block += fmt::format("    - {} {}\n", StatusName(files[i].status),
                           text_.Code(ShownPath(files[i].path)));
    }
    if (shown < reason.file_count) {
      block += "    - and " + CountOf(reason.file_count - shown, "more file") + '\n';
    }
  }

  void PrintSkips() {
    const std::size_t skips = plan_.services.size() - plan_.deploy_count();
    const auto unchanged =
        static_cast<std::size_t>(std::ranges::count_if(plan_.services, IsPlainSkip));
    if (skips == 0) return;
    std::string summary = unchanged > 0 ? fmt::format("{} unchanged", unchanged) : "";
    if (unchanged < skips) {
      summary += fmt::format("{}{} held", unchanged > 0 ? " · " : "", skips - unchanged);
    }
    if (!Open(summary)) return;
    for (const PlannedService& service : plan_.services) {
      if (!IsSkip(service) || IsPlainSkip(service)) continue;
      std::string line = "- " + Name(service.name);
      for (const Reason& reason : service.reasons) {
        line += (IsHeld(service) && &reason == &service.reasons.front() ? ": " : "; ") +
                text_.Prose(ReasonHeadline(reason));
      }
      Fits(line + '\n', most_);
    }
    SayCut("more held service", ", see plan.json");
    bool is_first = true;
    for (const PlannedService& service : plan_.services) {
      if (!IsPlainSkip(service)) continue;
      if (Fits((is_first ? "\n" : ", ") + Name(service.name), most_)) is_first = false;
    }
    if (!is_first) out_ += '\n';
    Close("more service");
  }

  std::string Footer() const {
    std::string comparison = text_.Prose(ComparisonText(plan_));
    comparison.front() = 'H';
    std::string text = "\n" + comparison + ".";
    for (const PlannedService& service : plan_.services) {
      if (IsSkip(service)) continue;
      const bool is_word =
          service.name.find_first_not_of(
              "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") ==
          std::string::npos;
      if (!is_word || service.name.starts_with('-') || service.name.size() > kMostColumns) continue;
      if (!plan_.base) text += " " + text_.Code("deltaplan why " + service.name) + " explains.";
      break;
    }
    return text + '\n';
  }

  const Plan& plan_;
  const Refusals& refusals_;
  const MarkdownText text_;
  const bool html_;
  const std::size_t begin_;
  const std::vector<CauseGroup> groups_;
  const std::string footer_;
  const std::size_t most_;
  std::size_t cut_ = 0;
  std::size_t parts_cut_ = 0;
  std::string& out_;
};

std::string Title(const Plan& plan, const Refusals& refusals, const MarkdownText& text) {
  return text.Prose(PlanName(plan)) + ": " +
         (refusals.empty() ? "" : RefusedText(refusals) + " · ") + Counts(plan);
}

}  // namespace

std::string VerdictText(const Plan& plan) {
  const std::size_t deploy = plan.deploy_count();
  const std::size_t all = plan.services.size();
  if (deploy > 0) {
    std::string text = fmt::format("{} of {} {}", deploy, CountOf(all, "service"),
                                   plan.base ? "would deploy" : "to deploy");
    const auto restarts = static_cast<std::size_t>(
        std::ranges::count(plan.services, true, &PlannedService::restarts));
    if (restarts > 0) text += fmt::format(", {} of them only to restart", restarts);
    return text;
  }
  const auto unchanged =
      static_cast<std::size_t>(std::ranges::count_if(plan.services, IsPlainSkip));
  std::string text = plan.base ? "nothing would deploy" : "nothing to deploy";
  if (all == 0) return text + " (there are no services)";
  text += fmt::format(" ({} unchanged", unchanged);
  if (unchanged < all) text += fmt::format(", {} held", all - unchanged);
  return text + ")";
}

std::string PlanMarkdown(const Plan& plan, const Refusals& refusals,
                         const MarkdownOptions& options) {
  const std::string marker = CommentMarker({&plan}, options.marker);
  const bool is_footer = options.marker == MarkerPlace::kFooter;
  std::string out = is_footer ? "" : marker;
  out += "### " + Title(plan, refusals, MarkdownText(options.html)) + '\n';
  const std::size_t room = options.max_bytes - (is_footer ? marker.size() + 1 : 0);
  BodyPrinter(plan, refusals, options, room, out).Print();
  if (is_footer) out += "\n" + marker;
  return out;
}

std::string PlansMarkdown(const std::vector<const Plan*>& plans, const MarkdownOptions& options) {
  if (plans.size() == 1) return PlanMarkdown(*plans.front(), {}, options);
  const MarkdownText text(options.html);
  const std::string marker = CommentMarker(plans, options.marker);
  const bool is_footer = options.marker == MarkerPlace::kFooter;
  std::string out = is_footer ? "" : marker;
  const auto deploying =
      std::ranges::count_if(plans, [](const Plan* plan) { return plan->deploy_count() > 0; });
  out += fmt::format("### {} of {} with something to deploy\n\n", deploying,
                     CountOf(plans.size(), "environment"));
  // What is left for the rest, with a line that counts what was cut.
  const std::size_t end = options.max_bytes - (is_footer ? marker.size() + 1 : 0);
  const auto room = [&] { return end - std::min(end, out.size() + kRoomForCount); };
  std::size_t cut = 0;
  const auto say_cut = [&](std::string_view what) {
    if (cut > 0) out += fmt::format("\nAnd {}{}.\n", what, CountOf(cut, "more environment"));
    cut = 0;
  };
  for (const Plan* plan : plans) {
    const bool deploys = plan->deploy_count() > 0;
    const std::string name = text.Prose(PlanName(*plan));
    const std::string line =
        fmt::format("- {}: {}\n", deploys ? "**" + name + "**" : name, Counts(*plan));
    if (cut == 0 && line.size() + kRoomForCount <= room()) {
      out += line;
    } else {
      ++cut;
    }
  }
  say_cut("");
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const std::size_t share = room() / (plans.size() - i);
    std::string part = "\n#### " + Title(*plans[i], {}, text) + '\n';
    BodyPrinter(*plans[i], {}, options, share, part).Print();
    if (part.size() <= share) {
      out += part;
    } else {
      ++cut;
    }
  }
  say_cut("the details of ");
  if (is_footer) out += "\n" + marker;
  return out;
}

}  // namespace deltaplan::planner
