// The part of the page for whoever runs the platform: everything, as tables.
#ifndef DELTAPLAN_PLANNER_REPORT_PAGE_INVENTORY_H_
#define DELTAPLAN_PLANNER_REPORT_PAGE_INVENTORY_H_

#include <string>

#include "planner/model/input_map.h"
#include "planner/model/plan.h"

namespace deltaplan::planner {

/// Adds a row for each service, what distinct sets of packages they depend on, and what each
/// package and build input reaches. `plan` may be null.
void AddInventory(const Plan* plan, const InputMap& inputs, std::string& out);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PAGE_INVENTORY_H_
