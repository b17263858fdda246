// A plan for a pull request.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_

#include <cstddef>
#include <string>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/refusal.h"
#include "planner/report/comment_marker.h"

namespace deltaplan::planner {

struct MarkdownOptions {
  /// A comment on GitHub has at most 65,536 characters, on Bitbucket half of that.
  std::size_t max_bytes = 64'000;
  MarkerPlace marker = MarkerPlace::kHtml;
  bool html = true;  ///< false: no tags, tables or folded parts, for Bitbucket
};
/// Below this, no body is asked for: verdict, marker and what was cut have to fit.
inline constexpr std::size_t kLeastMarkdownBytes = 2'000;

/// One comment: marker, verdict, gates that are shut, warnings, what to look at, causes, and folded
/// what is looked up. At most `max_bytes`: what does not fit is counted.
std::string PlanMarkdown(const Plan& plan, const Refusals& refusals = {},
                         const MarkdownOptions& options = {});

/// One comment for several plans of the same head, with a line for each at its top. Each gets the
/// same share of `max_bytes`.
std::string PlansMarkdown(const std::vector<const Plan*>& plans,
                          const MarkdownOptions& options = {});

/// "12 of 200 services to deploy", "nothing to deploy (9 unchanged, 1 held)": the verdict, without
/// a full stop.
std::string VerdictText(const Plan& plan);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_MARKDOWN_H_
