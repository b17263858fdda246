// What the work tree says beside head: uncommitted changes, another checkout, hidden directories.
#ifndef DELTAPLAN_PLANNER_FACTS_WORK_TREE_H_
#define DELTAPLAN_PLANNER_FACTS_WORK_TREE_H_

#include <memory>
#include <optional>
#include <vector>

#include "graph/ignore_rules.h"
#include "graph/path_set.h"
#include "graph/repo_path.h"
#include "planner/facts/project.h"
#include "planner/model/input_map.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"
#include "planner/model/result.h"
#include "planner/model/warning.h"
#include "planner/ports/files.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// The look for uncommitted changes. It takes longer than all else that a plan does in a checkout,
/// so it begins as soon as the configuration is known, and goes on beside the rest.
class DirtySearch {
 public:
  /// Begins at what `platform` names: its links are not known yet, nor what was removed since some
  /// baseline.
  static DirtySearch Begin(const Project& project, const Platform& platform, Files& files);

  /// Uncommitted and untracked files inside inputs, files that would become inputs with the next
  /// commit, because a pattern matches them, and the configuration itself; sorted by path. None in
  /// a bare repository. Looks at those of `inputs` that were not known at the beginning. For one
  /// call.
  Result<std::vector<DirtyFile>> Finish(const Project& project, const InputMap& inputs,
                                        const graph::IgnoreRules& ignore);

 private:
  Status BeginAt(const Project& project, const Platform& platform, Files& files);

  graph::PathSet looked_at_;
  std::vector<graph::RepoPath> config_;      // where the configuration is, links to it included
  std::optional<DirtyFile> config_change_;   // found by its text, whatever git looks at
  std::vector<graph::RepoPath> read_files_;  // manifests, lockfiles: sorted
  graph::PathSet new_read_files_;            // what would be among them, and head lacks
  std::unique_ptr<WorkTreeSearch> search_;   // null: there is no work tree, or nothing to look at
  std::optional<Error> failed_;
};

/// `head_not_checked_out`: images built from the work tree would not be what their tag says.
Warnings CheckoutWarnings(const Project& project);

/// `replace_refs`, `ignored_service_directory` for rules of the configuration and of git, and
/// `input_ignored`.
Result<Warnings> RepositoryWarnings(const Project& project, const Platform& platform,
                                    const InputMap& inputs, const graph::IgnoreRules& ignore,
                                    Files& files);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_WORK_TREE_H_
