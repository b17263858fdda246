// All that plan, preview, why and affects know before they answer.
#ifndef DELTAPLAN_PLANNER_COMMANDS_ASSESSMENT_H_
#define DELTAPLAN_PLANNER_COMMANDS_ASSESSMENT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/ignore_rules.h"
#include "planner/commands/session.h"
#include "planner/facts/compare.h"
#include "planner/facts/gather.h"
#include "planner/model/input_map.h"
#include "planner/model/options.h"
#include "planner/model/plan.h"

namespace deltaplan::planner {

/// What is compared with what, and what came out of it.
struct Assessment {
  graph::ObjectId head_tree;  ///< head's, or the work tree's snapshot
  Platform platform;          ///< without services whose directory is gone
  Baselines baselines;        ///< `facts` in the order of `platform.services`
  std::optional<InputMap> map;
  graph::IgnoreRules ignore;
  Comparison comparison;
  std::map<std::string, std::string>
      unknown_live;  ///< live services that the configuration does not know
  std::optional<PlannedTagMap> tag_map;
  std::vector<Warning> warnings;
};

/// Against what is live.
Result<Assessment> AssessLive(Session& session, const Options& options, const Ports& ports);

/// Against one base for all services. `head_tree` may be a snapshot of the work tree.
Result<Assessment> AssessAgainst(Session& session, const Options& options, const CommitInfo& base,
                                 const graph::ObjectId& head_tree);

/// The links and the map alone, for questions that need no baseline.
Result<Assessment> AssessPaths(Session& session);

/// Changed files outside all inputs, between the oldest baseline and head: warnings
/// `unowned_changes` and `terraform_changed`, the latter with the modules and services that the
/// files reach, as far as they can be read.
Status WarnAboutUnownedChanges(Session& session, const Options& options, const Ports& ports,
                               Assessment& assessment);

/// Warnings that are about the repository itself: replace refs, ignored service directories.
Status WarnAboutRepository(Session& session, const Ports& ports, Assessment& assessment);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_ASSESSMENT_H_
