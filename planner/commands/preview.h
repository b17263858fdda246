// What `preview` finds out, for others that show it.
#ifndef DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_
#define DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/commands/options.h"
#include "planner/facts/project.h"
#include "planner/model/facts.h"
#include "planner/model/plan.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct Previewed {
  Facts facts;
  Plan plan;
  std::string notes;      ///< for standard error: what has to be known of the configuration
  bool can_plan = false;  ///< there is a configuration, and one environment is meant
};

/// What pull requests are most likely made against where git has not written it down: origin/main,
/// origin/master, the only branch of the remote; then main, master, and without a remote the only
/// branch that there is.
struct LikelyBranch {
  std::string remote;  ///< "" for a branch of this repository
  std::string name;

  [[nodiscard]] std::string Revision() const;  ///< "origin/main"
};
std::optional<LikelyBranch> FindLikelyBranch(GitRepository& repository);

/// A `preview` that has something to compare with, and what it says.
struct PreviewStep {
  std::vector<std::string> words;  ///< behind "deltaplan"
  std::string what;

  [[nodiscard]] std::string Command() const;  ///< all of it, as one types it
};

/// Against the remote's default branch or what it most likely is, or, where that is unknown or
/// `head` itself, against the commit before `head`; nullopt where this clone lacks that, too.
std::optional<PreviewStep> NextPreview(GitRepository& repository, const std::string& head);

/// The plan against the merge base with --base, or the remote's default branch. Where git does not
/// know that one, people get an answer against what it most likely is, and a note that says so. Of
/// the environment, which need not be named, it has the addresses and registries.
Result<Previewed> PreviewOf(const Options& options, const std::optional<std::string>& environment,
                            const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_PREVIEW_H_
