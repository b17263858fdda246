// The pure decision: facts and policy in, decisions out. No I/O, no clock, no threads.
#ifndef DELTAPLAN_PLANNER_DECIDE_DECIDE_H_
#define DELTAPLAN_PLANNER_DECIDE_DECIDE_H_

#include "planner/model/decisions.h"
#include "planner/model/facts.h"
#include "planner/model/policy.h"

namespace deltaplan::planner {

/// Which services deploy, each with the reasons of the walk that decided it; which images are
/// built for them; and which gates are shut. A preview has no gates.
Decisions Decide(const Facts& facts, const Policy& policy);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_DECIDE_H_
