// docker-bake.json, read back: the reader of what plan_files.cc writes.
#ifndef DELTAPLAN_PLANNER_REPORT_BAKE_DOCUMENT_H_
#define DELTAPLAN_PLANNER_REPORT_BAKE_DOCUMENT_H_

#include <string_view>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// The plan's targets, sorted by name. Errors: it is no such document.
Result<std::vector<BakeTarget>> ReadBakeTargets(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_BAKE_DOCUMENT_H_
