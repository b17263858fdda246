// What findings of an audit are sure about: what the configuration has to say besides.
#ifndef DELTAPLAN_PLANNER_MODEL_AUDIT_FIXES_H_
#define DELTAPLAN_PLANNER_MODEL_AUDIT_FIXES_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "planner/model/audit_finding.h"

namespace deltaplan::planner {

struct AuditFixes {
  std::map<std::string, std::set<std::string>> inputs = {};  ///< service or image -> paths
  std::set<std::string> build_inputs = {};                   ///< what all services read
  std::map<std::string, std::set<std::string>> from = {};    ///< service or image -> images

  bool operator==(const AuditFixes&) const = default;
};

/// Whether something is sure about it: missing inputs and images. What is dead is not taken away,
/// for something else may read it.
bool IsFixable(const AuditFinding& finding);

/// Adds what the findings say to what is there. `services` is how many there are.
void AddFixes(const std::vector<AuditFinding>& findings, std::size_t services, AuditFixes& fixes);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_AUDIT_FIXES_H_
