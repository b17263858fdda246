// What a plan that was read means to change, for a review of Terraform's plan.
#ifndef DELTAPLAN_PLANNER_REPORT_PLAN_INTENT_H_
#define DELTAPLAN_PLANNER_REPORT_PLAN_INTENT_H_

#include "planner/report/plan_document.h"

namespace deltaplan::planner {

/// Gives `document.intent` what follows from the rest of the document: the terms of its only root,
/// else of the environment, where the tags of services stand, and what the tag map says of each.
void CompleteIntent(PlanDocument& document);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PLAN_INTENT_H_
