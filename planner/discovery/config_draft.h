// A configuration for what was found in a tree, as a text with its reasons.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_CONFIG_DRAFT_H_
#define DELTAPLAN_PLANNER_DISCOVERY_CONFIG_DRAFT_H_

#include <string>

#include "planner/discovery/discovery.h"
#include "planner/model/audit_fixes.h"

namespace deltaplan::planner {

/// What is to be written besides what was found: what an audit of the draft has shown.
struct ConfigDraft {
  FoundPlatform found;
  AuditFixes fixes = {};
};

/// The text of deltaplan.json: JSON with a comment why for each line.
std::string ConfigText(const ConfigDraft& draft);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_CONFIG_DRAFT_H_
