// Which services a change of a path would deploy, whatever is live. Pure.
#ifndef DELTAPLAN_PLANNER_DECIDE_AFFECTED_H_
#define DELTAPLAN_PLANNER_DECIDE_AFFECTED_H_

#include <optional>
#include <string>

#include "graph/repo_path.h"
#include "planner/model/affected.h"
#include "planner/model/path_facts.h"

namespace deltaplan::planner {

/// What a change of `path`, or of anything below it, affects. `config` is the configuration's own
/// path; nullopt: it lies outside of the repository.
AffectedBy AffectedByChange(const PathFacts& facts, const std::optional<std::string>& config,
                            const graph::RepoPath& path);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_AFFECTED_H_
