// A plan, or a platform, as one HTML page for a browser. Why without a
// library: docs/decisions/html-page.md.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_PAGE_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_PAGE_H_

#include <string>
#include <vector>

#include "planner/model/input_map.h"
#include "planner/model/plan.h"
#include "planner/model/refusal.h"

namespace deltaplan::planner {

/// A page for three people: whoever deploys at night (the verdict, warnings with commands to copy,
/// what rolls), whoever reviews (causes, files, a picture of what is affected) and whoever runs the
/// platform (all services, which package reaches how many).
///
/// Invariants:
/// - one file that fetches nothing, under a policy that forbids it; whole without its script and
///   its style;
/// - no name is markup; the same plan gives the same bytes;
/// - at most `kMostPictureNodes` nodes are drawn, whatever the size of the platform.
///
/// `plan` may be null: then it is about the platform alone, or what `services` of it need. `inputs`
/// are those of the plan's platform.
std::string PlanPage(const Plan* plan, const InputMap& inputs, const Refusals& refusals = {},
                     const std::vector<std::string>& services = {});

inline constexpr std::size_t kMostPictureNodes = 60;

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_PAGE_H_
