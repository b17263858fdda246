// Lockfiles that count by what they say, although they lie below the path of a service.
#ifndef DELTAPLAN_PLANNER_FACTS_COMPARED_LOCKFILES_H_
#define DELTAPLAN_PLANNER_FACTS_COMPARED_LOCKFILES_H_

#include <string>
#include <vector>

#include "graph/ignore_rules.h"
#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"
#include "planner/workspace/forest_reader.h"

namespace deltaplan::planner {

/// Lockfiles in `tree` that count by what they say for everybody below whose paths they lie: their
/// bytes are nobody's input. `platform` is what `AddWorkspace` has made of it.
Result<std::vector<graph::RepoPath>> ComparedLockfiles(workspace::ForestReader& reader,
                                                       const Config& config,
                                                       const RepositoryFacts& repository,
                                                       const graph::ObjectId& tree,
                                                       const Platform& platform);

/// The rules of the configuration, and one for each of these files.
graph::IgnoreRules IgnoredBytes(std::vector<std::string> rules,
                                const std::vector<graph::RepoPath>& compared);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_COMPARED_LOCKFILES_H_
