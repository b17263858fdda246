#include "planner/model/audit_fixes.h"

#include <algorithm>

#include "planner/text/quote.h"

namespace deltaplan::planner {

bool IsFixable(const AuditFinding& finding) {
  // A configuration holds no other names.
  return (finding.code == AuditCode::kInputMissing || finding.code == AuditCode::kImageMissing) &&
         std::ranges::all_of(finding.paths,
                             [](const std::string& path) { return IsValidUtf8(path); });
}

void AddFixes(const std::vector<AuditFinding>& findings, std::size_t services, AuditFixes& fixes) {
  std::map<std::string, std::set<std::string>> readers;
  for (const AuditFinding& finding : findings) {
    if (!IsFixable(finding)) continue;
    if (finding.code == AuditCode::kImageMissing) fixes.from[finding.service].insert(finding.name);
    for (const std::string& path : finding.paths) {
      if (finding.code == AuditCode::kInputMissing) readers[path].insert(finding.service);
    }
  }
  for (const auto& [path, names] : readers) {
    if (services > 1 && names.size() >= services) {
      fixes.build_inputs.insert(path);
      continue;
    }
    for (const std::string& name : names) fixes.inputs[name].insert(path);
  }
}

}  // namespace deltaplan::planner
