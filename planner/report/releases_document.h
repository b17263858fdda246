// releases.json, read back: the reader of what plan_files.cc writes.
#ifndef DELTAPLAN_PLANNER_REPORT_RELEASES_DOCUMENT_H_
#define DELTAPLAN_PLANNER_REPORT_RELEASES_DOCUMENT_H_

#include <string_view>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Errors: it is no such document, one of a later major version, or an "after" of it holds
/// something else than names.
Result<std::vector<Release>> ReadReleases(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_RELEASES_DOCUMENT_H_
