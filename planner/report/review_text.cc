#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "planner/report/finding_words.h"
#include "planner/report/review.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_notices.h"
#include "planner/text/ink.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kMostAttributesListed = 8;

const char* ActionWord(const tfvars::ReviewedChange& change) {
  switch (change.action) {
    case tfvars::PlanAction::kNoOp:
      return change.is_imported ? "import" : "move";
    case tfvars::PlanAction::kRead:
      return "read";
    case tfvars::PlanAction::kCreate:
      return "create";
    case tfvars::PlanAction::kUpdate:
      return "update";
    case tfvars::PlanAction::kDelete:
      return "delete";
    case tfvars::PlanAction::kReplace:
      return "replace";
    case tfvars::PlanAction::kForget:
      return "forget";
    case tfvars::PlanAction::kUnknown:
      break;
  }
  return change.actions.c_str();
}

// Notes of one kind say the same of many things.
using Kind = std::pair<std::string_view, std::optional<tfvars::PlanAction>>;

// Findings that are shown together.
struct Entry {
  std::vector<const Finding*> findings;
  bool is_fold = false;  ///< of one kind; else about one thing
};

bool IsAboutTheSame(const Finding& a, const Finding& b) {
  return a.change == b.change && a.address == b.address && a.root == b.root;
}

// "roots/0" belongs to it where several root modules were planned.
std::string InRoot(const std::optional<std::string>& root, std::string_view before = "  ") {
  return root ? std::string(before) + "in " + DisplayText(*root) : "";
}

template <typename Alternative>
bool Is(const Finding& finding) {
  return std::holds_alternative<Alternative>(finding.kind);
}

bool SaysWhatHappensBesides(const Finding& finding) {
  return Is<tfvars::findings::ChangedBesides>(finding) ||
         Is<tfvars::findings::DestroyedAsAllowed>(finding) ||
         Is<tfvars::findings::DeletedInsideThePlan>(finding);
}

class ReviewPrinter {
 public:
  ReviewPrinter(const Review& review, const ReviewSubject& subject, const TextStyle& style)
      : review_(review), style_(style), ink_(style.color) {
    const bool is_of_a_plan = review.is_of_a_plan();
    std::string heading = is_of_a_plan ? "Terraform's plan" : "The plan";
    if (subject.environment) heading += " for " + DisplayText(*subject.environment);
    heading += is_of_a_plan ? " against deltaplan's" : " against what it was made from";
    heading += ": head " + DisplayText(subject.head_tag);
    Wrap(Ink::kBold, heading, 0);
  }

  std::string Print() && {
    PrintFindings(/*refusals=*/true);
    PrintFindings(/*refusals=*/false);
    if (style_.verbose) PrintChangesInOrder();
    if (!review_.drift.empty()) {
      Title(Ink::kBold, "Changed outside of Terraform");
      for (const tfvars::ReviewedChange& change : review_.drift) PrintChange(change);
      if (review_.folded_drift > 0) {
        AddLine(Ink::kPlain,
                "and " + CountOf(review_.folded_drift, "more resource") +
                    " in values that are empty or move by themselves",
                kIndent);
      }
    }
    out_ += '\n';
    Wrap(Ink::kBold, Summary(), 0);
    return std::move(out_);
  }

 private:
  void Title(Ink ink, std::string_view text) {
    out_ += '\n';
    AddLine(ink, text, 0);
  }

  // Findings about one address stand together; the attributes of a refused change follow.
  void PrintFindings(bool refusals) {
    std::vector<const Finding*> findings;
    for (const Finding& finding : review_.findings) {
      if (IsRefusal(finding.kind) == refusals) findings.push_back(&finding);
    }
    if (findings.empty()) return;
    // What a deploy does besides; then the plan as a whole, addresses without a change, changes in
    // their order.
    const auto place = [](const Finding* finding) {
      return std::tuple(finding->change ? *finding->change + 1 : 0, finding->root,
                        finding->address);
    };
    std::ranges::stable_sort(findings, {}, [&](const Finding* finding) {
      return std::tuple(!SaysWhatHappensBesides(*finding), !IsDelete(*finding), place(finding));
    });
    Title(refusals ? Ink::kWarning : Ink::kBold, refusals ? "Refused" : "Notes");
    for (const Entry& entry : Entries(findings, refusals ? std::set<Kind>() : FoldedKinds())) {
      if (entry.is_fold) {
        PrintFold(entry.findings);
        continue;
      }
      const Finding& first = *entry.findings.front();
      const tfvars::ReviewedChange* change = ChangeOf(first);
      PrintHeadline(first, change);
      for (const Finding* finding : entry.findings) {
        Wrap(Ink::kPlain, fmt::format("{}: {}", CodeOf(finding->kind), FindingMessage(*finding)),
             2 * kIndent);
      }
      if (refusals && change != nullptr) PrintAttributes(*change);
    }
  }

  const tfvars::ReviewedChange* ChangeOf(const Finding& finding) const {
    return finding.change ? &review_.changes[*finding.change] : nullptr;
  }

  Kind KindOf(const Finding& finding) const {
    const tfvars::ReviewedChange* change = ChangeOf(finding);
    return {CodeOf(finding.kind), change ? std::optional(change->action) : std::nullopt};
  }

  // Of refusals none ever is, nor what goes: whoever lets that through has to read each name.
  std::set<Kind> FoldedKinds() const {
    std::map<Kind, std::set<std::string>> names;
    for (const Finding& finding : review_.findings) {
      if (style_.verbose || IsRefusal(finding.kind) || Destroys(finding)) continue;
      names[KindOf(finding)].insert(NameOf(finding));
    }
    std::set<Kind> folded;
    for (const auto& [kind, of_kind] : names) {
      if (of_kind.size() > kMostOfOneCode) folded.insert(kind);
    }
    return folded;
  }

  // In the order of the first of each.
  std::vector<Entry> Entries(const std::vector<const Finding*>& findings,
                             const std::set<Kind>& folded) const {
    std::vector<Entry> entries;
    std::map<Kind, std::size_t> folds;
    std::optional<std::size_t> last;
    for (const Finding* finding : findings) {
      const Kind kind = KindOf(*finding);
      const bool is_fold = folded.contains(kind);
      std::size_t at = entries.size();
      if (is_fold) {
        at = folds.try_emplace(kind, at).first->second;
      } else if (last && IsAboutTheSame(*entries[*last].findings.front(), *finding)) {
        at = *last;
      }
      if (at == entries.size()) entries.push_back({.findings = {}, .is_fold = is_fold});
      if (!is_fold) last = at;
      entries[at].findings.push_back(finding);
    }
    return entries;
  }

  void PrintFold(const std::vector<const Finding*>& findings) {
    const Finding& first = *findings.front();
    const tfvars::ReviewedChange* change = ChangeOf(first);
    std::vector<std::string> names;
    std::set<std::string> known;
    for (const Finding* finding : findings) {
      std::string name = NameOf(*finding);
      if (known.insert(name).second) names.push_back(std::move(name));
    }
    const char* noun = change != nullptr ? "resource" : first.address ? "target" : "service";
    out_.append(kIndent, ' ');
    ink_.Add(Ink::kBold, CountOf(names.size(), noun), out_);
    if (change != nullptr) {
      out_ += "  ";
      ink_.Add(Ink::kDeploy, DisplayText(ActionWord(*change)), out_);
    }
    out_ += '\n';
    const std::string message = FindingMessage(first);
    const bool says_one = std::ranges::all_of(
        findings, [&](const Finding* finding) { return FindingMessage(*finding) == message; });
    Wrap(Ink::kPlain,
         fmt::format("{}: {} and {} more (-v lists each). {}: {}", CodeOf(first.kind),
                     fmt::join(names.begin(), names.begin() + kMostOfOneCode, ", "),
                     names.size() - kMostOfOneCode, says_one ? "Each" : "The first", message),
         2 * kIndent);
  }

  std::string NameOf(const Finding& finding) const {
    const tfvars::ReviewedChange* change = ChangeOf(finding);
    const std::string name = change != nullptr          ? change->printed
                             : finding.address          ? *finding.address
                             : finding.services.empty() ? "the plan as a whole"
                                                        : finding.services.front();
    return DisplayText(name) + InRoot(finding.root, " ");
  }

  bool Destroys(const Finding& finding) const {
    const tfvars::ReviewedChange* change = ChangeOf(finding);
    return change != nullptr && (change->action == tfvars::PlanAction::kDelete ||
                                 change->action == tfvars::PlanAction::kReplace);
  }

  // Of what is destroyed as is allowed, what is gone for good comes first.
  bool IsDelete(const Finding& finding) const {
    return Is<tfvars::findings::DestroyedAsAllowed>(finding) && finding.change &&
           review_.changes[*finding.change].action == tfvars::PlanAction::kDelete;
  }

  void PrintHeadline(const Finding& finding, const tfvars::ReviewedChange* change) {
    if (change != nullptr) {
      PrintChangeLine(*change);
    } else {
      AddLine(Ink::kBold,
              (finding.address ? DisplayText(*finding.address) : "the plan as a whole") +
                  InRoot(finding.root),
              kIndent);
    }
  }

  void PrintChangeLine(const tfvars::ReviewedChange& change) {
    std::string text = DisplayText(change.printed);
    if (change.deposed) text += " (deposed " + DisplayText(*change.deposed) + ")";
    out_.append(kIndent, ' ');
    ink_.Add(Ink::kBold, text, out_);
    out_ += "  ";
    ink_.Add(Ink::kDeploy, DisplayText(ActionWord(change)), out_);
    out_ += InRoot(change.root);
    out_ += '\n';
    if (change.reason && style_.verbose) Wrap(Ink::kPlain, *change.reason, 2 * kIndent);
  }

  void PrintChange(const tfvars::ReviewedChange& change) {
    PrintChangeLine(change);
    PrintAttributes(change);
  }

  void PrintAttributes(const tfvars::ReviewedChange& change) {
    const std::size_t most = style_.verbose ? change.attributes.size() : kMostAttributesListed;
    const std::size_t shown = std::min(change.attributes.size(), most);
    for (std::size_t i = 0; i < shown; ++i) PrintAttribute(change.attributes[i]);
    if (shown < change.attribute_count) {
      AddLine(Ink::kPlain, "and " + CountOf(change.attribute_count - shown, "more attribute"),
              2 * kIndent);
    }
  }

  // On one line where it fits, else the values below the path, shortened in their middle.
  void PrintAttribute(const tfvars::ReviewedAttribute& attribute) {
    const char mark = !attribute.before ? '+' : !attribute.after ? '-' : '~';
    const std::string path = std::string(1, mark) + ' ' + DisplayText(attribute.path);
    const std::string before = attribute.before ? DisplayText(*attribute.before) : "";
    const std::string after = attribute.after ? DisplayText(*attribute.after) : "";
    const char* forces = attribute.forces_replacement ? "  (forces replacement)" : "";
    const std::string values = mark == '~'        ? before + " -> " + after
                               : attribute.before ? before
                                                  : after;
    const std::string line = path + ": " + values + forces;
    if (DisplayWidth(line) + 2 * kIndent <= style_.width) {
      AddLine(Ink::kPlain, line, 2 * kIndent);
      return;
    }
    AddLine(Ink::kPlain, path + forces, 2 * kIndent);
    const std::size_t width = std::max<std::size_t>(style_.width, 40) - 4 * kIndent;
    if (attribute.before) AddLine(Ink::kPlain, ShortenMiddle(before, width), 3 * kIndent);
    if (attribute.after) AddLine(Ink::kPlain, "-> " + ShortenMiddle(after, width - 3), 3 * kIndent);
  }

  void PrintChangesInOrder() {
    bool is_first = true;
    for (const tfvars::ReviewedChange& change : review_.changes) {
      if (change.scope == tfvars::ChangeScope::kOutside) continue;
      if (is_first) Title(Ink::kBold, "Planned and allowed");
      is_first = false;
      PrintChange(change);
    }
  }

  std::string Summary() const {
    const std::size_t refusals = review_.refusal_count();
    const std::string verdict =
        refusals == 0 ? "Nothing is refused." : "Refused: " + CountOf(refusals, "finding") + ".";
    if (!review_.is_of_a_plan()) return verdict;
    std::string text = CountOf(review_.changes.size(), "change") + ": ";
    const char* separator = "";
    for (const auto scope : {tfvars::ChangeScope::kPlanned, tfvars::ChangeScope::kAllowed,
                             tfvars::ChangeScope::kOutside}) {
      text +=
          separator + std::to_string(review_.CountOf(scope)) + ' ' + tfvars::ChangeScopeName(scope);
      separator = ", ";
    }
    return text + ". " + verdict;
  }

  void AddLine(Ink ink, std::string_view text, std::size_t indent) {
    out_.append(indent, ' ');
    ink_.Add(ink, text, out_);
    out_ += '\n';
  }

  void Wrap(Ink ink, std::string_view text, std::size_t indent) {
    const std::size_t width = style_.width - std::min(style_.width, indent);
    for (const std::string& line : WrapWords(DisplayText(text), width)) AddLine(ink, line, indent);
  }

  const Review& review_;
  const TextStyle& style_;
  const Inker ink_;
  std::string out_;
};

}  // namespace

std::string ReviewText(const Review& review, const ReviewSubject& subject, const TextStyle& style) {
  return ReviewPrinter(review, subject, style).Print();
}

}  // namespace deltaplan::planner
