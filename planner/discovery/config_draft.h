// A configuration for what was found in a tree, as a text with its reasons.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_CONFIG_DRAFT_H_
#define DELTAPLAN_PLANNER_DISCOVERY_CONFIG_DRAFT_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "planner/discovery/discovery.h"
#include "planner/model/audit_finding.h"

namespace deltaplan::planner {

/// What is to be written besides what was found: what an audit of the draft has shown.
struct ConfigDraft {
  FoundPlatform found;
  std::map<std::string, std::set<std::string>> inputs = {};  ///< service or image -> paths
  std::set<std::string> build_inputs = {};
  std::map<std::string, std::set<std::string>> from = {};  ///< image -> images
};

/// Takes what findings are sure about into the draft: missing inputs, missing images. What every
/// service reads becomes a build input. False when there was nothing to take.
bool TakeFindings(const std::vector<AuditFinding>& findings, ConfigDraft& draft);

/// The text of deltaplan.json: JSON with a comment why for each line.
std::string ConfigText(const ConfigDraft& draft);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_CONFIG_DRAFT_H_
