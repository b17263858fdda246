// What `deltaplan audit` prints.
#ifndef DELTAPLAN_PLANNER_REPORT_AUDIT_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_AUDIT_REPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "planner/model/audit_finding.h"

namespace deltaplan::planner {

/// One sentence, without where it stands.
std::string AuditMessage(const AuditFinding& finding);

/// A line for each finding, as compilers write them, and one that counts. What is the same of
/// several services has one line, which lists the first of them, or all. `images` is how many were
/// looked at.
std::string AuditText(const std::vector<AuditFinding>& findings, std::size_t images, bool all);
std::string AuditJson(const std::vector<AuditFinding>& findings, std::size_t images);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_AUDIT_REPORT_H_
