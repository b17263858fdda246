// The plan seen from what made services deploy, not service by service. Pure, and the same for
// every format: of 200 services that one package touches, people want one line.
#ifndef DELTAPLAN_PLANNER_REPORT_CAUSES_H_
#define DELTAPLAN_PLANNER_REPORT_CAUSES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "planner/model/plan.h"

namespace deltaplan::planner {

/// More services than these to deploy are shown by cause instead of one by one.
inline constexpr std::size_t kMostDeploysListed = 20;

/// Services that deploy for the same set of reasons. What is a service's own is the same for all:
/// that its files changed, that it was never deployed, that its tag names no commit.
struct CauseGroup {
  std::vector<std::string> causes;  ///< sentences without a full stop: "packages/events changed"
  std::vector<const PlannedService*> services;  ///< sorted by name; never empty
};

/// Every service that deploys stands in one group. The largest group first, of equal ones that with
/// the first name. The plan has to outlive them.
std::vector<CauseGroup> GroupByCause(const Plan& plan);

/// What made the group deploy: its causes, and for one service alone the words of its own reasons,
/// which name its directory and its tag.
std::vector<std::string> CauseTexts(const CauseGroup& group);

/// True where formats for people show groups instead of services.
bool ShowsCauses(const Plan& plan);

/// What somebody should look at before the plan is carried out, in the order of urgency.
enum class Concern {
  kRolloutFailed,
  kAhead,         ///< to deploy would be a rollback
  kDiverged,      ///< live is no part of head's history
  kUndetermined,  ///< the baseline, or its place in history, is not known
  kNeverDeployed,
  kForced,
  kHeld,
};

/// "ahead of head", "never deployed": after "3 ".
const char* ConcernText(Concern concern);

struct ConcernGroup {
  Concern concern = Concern::kHeld;
  std::vector<const PlannedService*> services;  ///< sorted by name; never empty
};

/// In the order of `Concern`; a service may stand in several. A preview knows nothing of live, so
/// only what was forced or held is of concern there.
std::vector<ConcernGroup> Concerns(const Plan& plan);

/// What there is to say of one of them beside its name; "" where the concern says it all.
std::string ConcernRemark(const PlannedService& service, Concern concern);

/// Whether they are just those of one of `causes`, and there is no more to say of any: then formats
/// that name the services of causes need not name them twice. One alone is named all the same.
bool IsNamedByCause(const ConcernGroup& group, const std::vector<CauseGroup>& causes);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_CAUSES_H_
