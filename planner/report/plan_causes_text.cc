#include "planner/report/plan_causes_text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

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

std::string Names(const std::vector<const PlannedService*>& services, const Concern* concern) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kMostNames, services.size()); ++i) {
    if (i > 0) text += ", ";
    text += DisplayPath(services[i]->name);
    const std::string remark = concern == nullptr ? "" : ConcernRemark(*services[i], *concern);
    if (!remark.empty()) text += " (" + remark + ")";
  }
  if (services.size() > kMostNames) {
    text += " and " + std::to_string(services.size() - kMostNames) + " more";
  }
  return text;
}

}  // namespace

std::string ConcernsText(const Plan& plan, const std::vector<CauseGroup>& causes,
                         const TextStyle& style) {
  std::string out;
  for (const ConcernGroup& group : Concerns(plan)) {
    AddLines(style, Ink::kWarning,
             "Look at " + std::to_string(group.services.size()) + " " + ConcernText(group.concern) +
                 (IsNamedByCause(group, causes) ? ", named above"
                                                : ": " + Names(group.services, &group.concern)),
             2, out);
  }
  return out;
}

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
  const std::string concerns = ConcernsText(plan, groups, style);
  if (!concerns.empty()) out += '\n' + concerns;
  const auto unchanged =
      static_cast<std::size_t>(std::ranges::count_if(plan.services, IsPlainSkip));
  out += '\n';
  std::string rest = "Each service with its tags and reasons: -v";
  if (unchanged > 0) rest = CountOf(unchanged, "unchanged service") + " to skip. " + rest;
  AddLines(style, Ink::kPlain, rest, 2, out);
  return out + '\n';
}

}  // namespace deltaplan::planner
