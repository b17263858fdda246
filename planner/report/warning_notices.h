// Warnings as people are shown them: where many say the same of many services, one for all.
#ifndef DELTAPLAN_PLANNER_REPORT_WARNING_NOTICES_H_
#define DELTAPLAN_PLANNER_REPORT_WARNING_NOTICES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// Warnings of one code about more things than these are one notice.
inline constexpr std::size_t kMostOfOneCode = 5;

struct WarningNotice {
  std::string message;  ///< as `WarningMessage` makes one
  /// What it stands for where that is more than one: first what matters most.
  std::vector<const Warning*> folded = {};
};

/// For formats that have no -v.
inline constexpr std::string_view kEachInPlan = "plan.json has each";

/// Of a plan, in the order of its warnings; one for many stands where the first of them stood. It
/// says how many, names some of them, those that deploy before others, has the whole message of the
/// first, and `each`, which says where all are: "-v lists each". The plan has to outlive them.
std::vector<WarningNotice> WarningNotices(const Plan& plan, std::string_view each);

/// As commands print them, of which -v lists each: with `verbose` that is done.
std::vector<WarningNotice> ShownWarnings(const Plan& plan, bool verbose);
std::vector<WarningNotice> ShownWarnings(const Warnings& warnings, bool verbose);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_WARNING_NOTICES_H_
