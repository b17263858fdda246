// An audit of a project: for `audit`, and for the warning of a plan.
#ifndef DELTAPLAN_PLANNER_COMMANDS_AUDIT_FACTS_H_
#define DELTAPLAN_PLANNER_COMMANDS_AUDIT_FACTS_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "graph/ignore_rules.h"
#include "graph/object_id.h"
#include "planner/facts/gather.h"
#include "planner/facts/project.h"
#include "planner/model/audit_finding.h"
#include "planner/model/input_map.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

struct AuditAnswer {
  std::vector<AuditFinding> findings;
  std::size_t images = 0;                     ///< how many were looked at
  std::vector<graph::ObjectId> missing = {};  ///< blobs that this clone lacks; sorted
};

/// Of head's tree, or of the snapshot of the work tree where the project has one. An error: a tree
/// can't be read. A Dockerfile whose bytes this clone lacks is a finding.
Result<AuditAnswer> AuditProject(const Project& project, const PathFacts& facts);

/// What of these services' builds the configuration misses, or may miss, for the plan: looks only
/// at images of which the configuration says how they are built. Never an error: a tree that can't
/// be read is for `audit` to say.
Warnings MissingInputs(const Project& project, const Platform& platform, const InputMap& inputs,
                       const graph::IgnoreRules& ignore, const std::set<std::string>& services);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_AUDIT_FACTS_H_
