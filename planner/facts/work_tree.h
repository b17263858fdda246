// What the work tree says beside head: uncommitted changes, another checkout, hidden directories.
#ifndef DELTAPLAN_PLANNER_FACTS_WORK_TREE_H_
#define DELTAPLAN_PLANNER_FACTS_WORK_TREE_H_

#include <vector>

#include "graph/ignore_rules.h"
#include "planner/facts/project.h"
#include "planner/model/input_map.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/warning.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// Uncommitted and untracked files inside inputs, files that would become inputs with the next
/// commit, because a pattern matches them, and the configuration itself; sorted by path. None in a
/// bare repository.
Result<std::vector<DirtyFile>> FindDirtyInputs(const Project& project, const InputMap& inputs,
                                               const graph::IgnoreRules& ignore, Files& files);

/// `head_not_checked_out`: images built from the work tree would not be what their tag says.
Warnings CheckoutWarnings(const Project& project);

/// `replace_refs`, and `ignored_service_directory` for rules of the configuration and of git.
Result<Warnings> RepositoryWarnings(const Project& project, const Platform& platform,
                                    const graph::IgnoreRules& ignore, Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_WORK_TREE_H_
