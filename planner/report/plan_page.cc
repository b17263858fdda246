#include "planner/report/plan_page.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "planner/report/causes.h"
#include "planner/report/html_text.h"
#include "planner/report/page_assets.h"
#include "planner/report/page_inventory.h"
#include "planner/report/picture.h"
#include "planner/report/picture_formats.h"
#include "planner/report/plan_markdown.h"
#include "planner/report/refusal_words.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_notices.h"
#include "planner/report/warning_words.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostFilesShown = 50;   // of each cause
constexpr std::size_t kMostNoticeLines = 60;  // of each warning
constexpr std::size_t kMostNamesShown = 30;   // of each concern

class PagePrinter {
 public:
  PagePrinter(const Plan* plan, const InputMap& inputs, const Refusals& refusals,
              const std::vector<std::string>& services)
      : plan_(plan), inputs_(inputs), refusals_(refusals), services_(services) {}

  std::string Print() && {
    const std::string verdict = Verdict();
    out_ =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
        "http-equiv=\"Content-Security-Policy\" content=\"";
    out_ += PagePolicy();
    out_ +=
        "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
        "name=\"referrer\" content=\"no-referrer\">\n<title>";
    AddHtml(verdict, out_);
    out_ += "</title>\n<style>";
    out_ += kPageStyle;
    out_ += "</style>\n</head>\n<body>\n<header>\n<h1>";
    AddHtml(verdict, out_);
    out_ += "</h1>\n";
    PrintFacts();
    out_ += "</header>\n<main>\n";
    PrintNotices();
    if (plan_ != nullptr) {
      PrintConcerns();
      PrintCauses();
      PrintRolls();
    }
    PrintPicture();
    AddInventory(plan_, inputs_, out_);
    out_ += "</main>\n<script>";
    out_ += kPageScript;
    out_ += "</script>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  std::string Verdict() const {
    if (plan_ == nullptr)
      return CountOf(inputs_.service_count(), "service") + " and what they need";
    std::string text = plan_->environment ? *plan_->environment + ": " : "";
    if (!refusals_.empty()) text += RefusedText(refusals_) + ", ";
    return text + VerdictText(*plan_);
  }

  void PrintFacts() {
    out_ += "<p class=\"soft\">";
    if (plan_ != nullptr) {
      std::string comparison = ComparisonText(*plan_);
      comparison.front() = 'H';
      AddHtml(comparison, out_);
      out_ += ". ";
      AddHtml(SummaryText(*plan_), out_);
      if (!plan_->warnings.empty()) out_ += " " + CountOf(plan_->warnings.size(), "warning") + ".";
    } else {
      const graph::DependencyGraph& graph = inputs_.graph();
      std::map<graph::NodeKind, std::size_t> counts;
      for (std::size_t i = 0; i < graph.size(); ++i) {
        ++counts[graph[static_cast<graph::NodeId>(i)].kind];
      }
      out_ += CountOf(counts[graph::NodeKind::kPackage], "package") + ", " +
              CountOf(counts[graph::NodeKind::kBuildInput], "build input") + ", " +
              CountOf(counts[graph::NodeKind::kBaseImage], "base image") + ".";
    }
    out_ += "</p>\n";
  }

  void PrintNotices() {
    if (plan_ == nullptr) return;
    for (const Refusal& refusal : refusals_) {
      PrintNotice("Refused (" + std::string(CodeOf(refusal)) + "): ", RefusalMessage(refusal));
    }
    for (const WarningNotice& notice : WarningNotices(*plan_, kEachInPlan)) {
      PrintNotice("Warning: ", notice.message, notice.folded);
    }
  }

  // Indented lines are commands, or lists.
  void PrintNotice(std::string_view title, std::string_view message,
                   const std::vector<const Warning*>& folded = {}) {
    out_ += "<div class=\"notice\"><strong>";
    out_ += title;
    out_ += "</strong>";
    bool in_commands = false;
    for (std::size_t lines = 0; !message.empty(); ++lines) {
      std::string_view line = message.substr(0, message.find('\n'));
      message.remove_prefix(std::min(message.size(), line.size() + 1));
      const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
      if (in_commands != (indent > 0))
        out_ += indent > 0 ? "<pre>" : "</pre>";
      else if (lines > 0)
        out_ += in_commands ? "\n" : " ";
      in_commands = indent > 0;
      if (lines == kMostNoticeLines) {
        out_ += "and more, see plan.json";
        break;
      }
      AddHtml(line.substr(indent), out_);
    }
    if (in_commands) out_ += "</pre>";
    if (!folded.empty()) {
      out_ += "<details><summary>Each of these " + CountOf(folded.size(), "warning") +
              "</summary><ul>\n";
      for (const Warning* warning : folded) {
        out_ += "<li>";
        AddHtml(WarningMessage(*warning), out_);
        out_ += "</li>\n";
      }
      out_ += "</ul></details>";
    }
    out_ += "</div>\n";
  }

  void PrintConcerns() {
    const std::vector<ConcernGroup> concerns = Concerns(*plan_);
    if (concerns.empty()) return;
    const std::vector<CauseGroup> causes = GroupByCause(*plan_);
    out_ += "<section aria-labelledby=\"h-look\"><h2 id=\"h-look\">To look at</h2>\n<ul>\n";
    for (const ConcernGroup& group : concerns) {
      out_ += "<li><strong>" + std::to_string(group.services.size()) + " " +
              ConcernText(group.concern) + "</strong>";
      if (IsNamedByCause(group, causes)) {
        out_ += ", named below</li>\n";
        continue;
      }
      const char* before = ": ";
      for (std::size_t i = 0; i < std::min(kMostNamesShown, group.services.size()); ++i) {
        out_ += before;
        AddServiceLink(group.services[i]->name);
        const std::string remark = ConcernRemark(*group.services[i], group.concern);
        if (!remark.empty()) {
          out_ += " (";
          AddHtml(remark, out_);
          out_ += ")";
        }
        before = ", ";
      }
      if (group.services.size() > kMostNamesShown) {
        out_ += " and " + std::to_string(group.services.size() - kMostNamesShown) + " more";
      }
      out_ += "</li>\n";
    }
    out_ += "</ul></section>\n";
  }

  void AddServiceLink(const std::string& name) {
    out_ += "<a href=\"#" + ServiceAnchor(name) + "\">";
    AddHtml(name, out_);
    out_ += "</a>";
  }

  void PrintRolls() {
    // A preview knows nothing of live and its tags.
    if (plan_->deploy_count() == 0 || plan_->base) return;
    std::map<std::string_view, std::size_t> waves;
    for (const PlannedImage& image : plan_->images) waves[image.name] = image.wave;
    const auto wave_of = [&](const PlannedService& service) {
      const auto found = waves.find(service.image);
      return service.restarts || found == waves.end() ? SIZE_MAX : found->second;
    };
    std::vector<std::pair<std::size_t, const PlannedService*>> rolls;
    for (const PlannedService& service : plan_->services) {
      if (service.decision == Decision::kDeploy) rolls.emplace_back(wave_of(service), &service);
    }
    std::ranges::stable_sort(rolls, [](const auto& a, const auto& b) { return a.first < b.first; });
    out_ +=
        "<section aria-labelledby=\"h-rolls\"><h2 id=\"h-rolls\">What deploys</h2>\n<div "
        "class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Table of what "
        "deploys\"><table><thead>"
        "<tr><th scope=\"col\">service</th><th scope=\"col\">live</th><th "
        "scope=\"col\">becomes</th><th scope=\"col\">head and live</th><th scope=\"col\">image in "
        "wave</th></tr></thead>\n<tbody>\n";
    for (const auto& [wave, service] : rolls) {
      out_ += "<tr><th scope=\"row\">";
      AddServiceLink(service->name);
      out_ += "</th><td>";
      AddHtml(service->live ? service->live->tag : "none", out_);
      out_ += "</td><td>";
      if (service->tag) AddHtml(*service->tag, out_);
      out_ += "</td><td>";
      if (service->live) PrintRelation(*service->live);
      out_ += "</td><td>";
      out_ += service->restarts ? "restarts" : wave == SIZE_MAX ? "" : std::to_string(wave);
      out_ += "</td></tr>\n";
    }
    out_ += "</tbody></table></div></section>\n";
  }

  void PrintRelation(const Live& live) {
    const bool is_rollback = live.relation == graph::Relation::kAhead;
    if (is_rollback) out_ += "<strong>rollback: live is ";
    out_ += RelationText(live);
    if (is_rollback) out_ += "</strong>";
  }

  void PrintCauses() {
    const std::vector<CauseGroup> groups = GroupByCause(*plan_);
    if (groups.empty()) return;
    out_ += "<section aria-labelledby=\"h-causes\"><h2 id=\"h-causes\">Why</h2>\n";
    for (const CauseGroup& group : groups) {
      out_ += "<details><summary><strong>";
      if (group.services.size() == 1) {
        AddHtml(group.services.front()->name, out_);
      } else {
        out_ += CountOf(group.services.size(), "service");
      }
      out_ += "</strong>: ";
      const char* before = "";
      for (const std::string& cause : CauseTexts(group)) {
        out_ += before;
        AddHtml(cause, out_);
        before = "; ";
      }
      out_ += "</summary>\n<p>";
      before = "";
      for (const PlannedService* service : group.services) {
        out_ += before;
        AddServiceLink(service->name);
        before = ", ";
      }
      out_ += "</p>\n";
      if (group.services.size() > 1) {  // baselines differ, and so may the files of the others
        out_ += "<p>For example ";
        AddServiceLink(group.services.front()->name);
        out_ += ":</p>\n";
      }
      out_ += "<ul>\n";
      for (const Reason& reason : group.services.front()->reasons) PrintReason(reason);
      out_ += "</ul></details>\n";
    }
    out_ += "</section>\n";
  }

  void PrintReason(const Reason& reason) {
    out_ += "<li>";
    AddHtml(ReasonSentence(reason), out_);
    if (reason.files && reason.file_count > 0) {
      const std::vector<graph::FileChange>& files = plan_->file_lists[*reason.files].files;
      const std::size_t shown = std::min(kMostFilesShown, files.size());
      out_ += "<ul>";
      for (std::size_t i = 0; i < shown; ++i) {
        out_ += "<li>";
        out_ += StatusName(files[i].status);
        out_ += " <code>";
        AddHtml(ShownPath(files[i].path), out_);
        out_ += "</code></li>";
      }
      if (shown < reason.file_count) {
        out_ += "<li>and " + CountOf(reason.file_count - shown, "more file") + "</li>";
      }
      out_ += "</ul>";
    }
    out_ += "</li>\n";
  }

  void PrintPicture() {
    if (plan_ != nullptr && plan_->deploy_count() == 0) return;
    const PictureSize size = {.most = kMostPictureNodes};
    const Picture picture = plan_ != nullptr ? AffectedPicture(*plan_, size)
                                             : PlatformPicture(inputs_, services_, size);
    if (picture.nodes.empty()) return;
    const std::string title = plan_ != nullptr
                                  ? "What is affected: from what changed to what deploys"
                                  : "What depends on what: from inputs to services";
    out_ += "<section aria-labelledby=\"h-picture\"><h2 id=\"h-picture\">" + title + "</h2>\n";
    out_ += "<p class=\"soft\">Changed inputs are bold and have a star.";
    if (picture.bundled > picture.nodes.size()) {
      out_ += " " + CountOf(picture.nodes.size(), "node") + " stand for " +
              std::to_string(picture.bundled) + ": " + BundleRule(picture) + ".";
    }
    out_ += plan_ != nullptr ? " The causes above say it in words.</p>\n"
                             : " The tables below say it in words.</p>\n";
    out_ += "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"The picture\">\n";
    out_ += PictureSvg(picture, title);
    out_ += "</div></section>\n";
  }

  const Plan* plan_;
  const InputMap& inputs_;
  const Refusals& refusals_;
  const std::vector<std::string>& services_;
  std::string out_;
};

}  // namespace

std::string PlanPage(const Plan* plan, const InputMap& inputs, const Refusals& refusals,
                     const std::vector<std::string>& services) {
  return PagePrinter(plan, inputs, refusals, services).Print();
}

}  // namespace deltaplan::planner
