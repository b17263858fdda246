#include "planner/report/plan_causes_text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "planner/report/causes.h"
#include "planner/report/sentences.h"
#include "planner/text/ink.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostNames = 30;  // of one group

void AddLines(const TextStyle& style, Ink ink, std::string_view text, std::size_t indent,
              std::string& out) {
  const std::size_t width = style.width > indent ? style.width - indent : 1;
  for (const std::string& line : WrapWords(text, width)) {
    out.append(indent, ' ');
    Inker(style.color).Add(ink, line, out);
    out += '\n';
  }
}

// What is to be said of one service beside its name.
std::string Remark(const PlannedService& service, Concern concern) {
  if (concern == Concern::kAhead && service.live) return RelationText(*service.live);
  if (concern != Concern::kHeld) return {};
  const auto held = std::ranges::find(service.reasons, ReasonCode::kHeld, &Reason::code);
  if (held == service.reasons.end() || !held->detail) return {};
  return ReasonHeadline(*held);
}

std::string Names(const std::vector<const PlannedService*>& services, const Concern* concern) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostNames, services.size()); ++i) {
    if (i > 0) text += ", ";
    text += DisplayPath(services[i]->name);
    const std::string remark = concern == nullptr ? "" : Remark(*services[i], *concern);
    if (!remark.empty()) text += " (" + remark + ")";
  }
  if (services.size() > kMostNames) {
    text += " and " + std::to_string(services.size() - kMostNames) + " more";
  }
  return text;
}

}  // namespace

std::string PlanCausesText(const Plan& plan, const TextStyle& style) {
  std::string out;
  const std::vector<CauseGroup> groups = GroupByCause(plan);
  for (const CauseGroup& group : groups) {
    std::string causes;
    for (const std::string& cause : group.causes) causes += (causes.empty() ? "" : ", ") + cause;
    AddLines(style, Ink::kDeploy, causes, 2, out);
    AddLines(
        style, Ink::kPlain,
        "DEPLOY " + std::to_string(group.services.size()) + ": " + Names(group.services, nullptr),
        4, out);
  }
  const std::vector<ConcernGroup> concerns = Concerns(plan);
  if (!concerns.empty()) out += '\n';
  for (const ConcernGroup& group : concerns) {
    const std::string names = Names(group.services, &group.concern);
    // Those of one cause have just been named, if there is no more to say of each.
    const bool is_said =
        group.services.size() > 1 && names == Names(group.services, nullptr) &&
        std::ranges::find(groups, group.services, &CauseGroup::services) != groups.end();
    AddLines(style, Ink::kWarning,
             "Look at " + std::to_string(group.services.size()) + " " + ConcernText(group.concern) +
                 (is_said ? ", named above" : ": " + names),
             2, out);
  }
  const auto unchanged =
      static_cast<std::size_t>(std::ranges::count_if(plan.services, IsPlainSkip));
  out += '\n';
  std::string rest = "Each service with its tags and reasons: -v";
  if (unchanged > 0) rest = CountOf(unchanged, "unchanged service") + " to skip. " + rest;
  AddLines(style, Ink::kDim, rest, 2, out);
  return out + '\n';
}

}  // namespace deltaplan::planner
