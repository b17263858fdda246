// The words of what `verify` found.
#ifndef DELTAPLAN_PLANNER_REPORT_FINDING_WORDS_H_
#define DELTAPLAN_PLANNER_REPORT_FINDING_WORDS_H_

#include <string>

#include "planner/model/review.h"

namespace deltaplan::planner {

/// One sentence or more. What Terraform's plan says stands there as it is: whoever shows it on a
/// terminal makes it safe.
std::string FindingMessage(const Finding& finding);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_FINDING_WORDS_H_
