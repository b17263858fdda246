// git's rule about repositories that belong to somebody else. Why not libgit2's check:
// docs/decisions/git-settings.md.
#ifndef DELTAPLAN_PLANNER_GIT_GIT_OWNERSHIP_H_
#define DELTAPLAN_PLANNER_GIT_GIT_OWNERSHIP_H_

#include "planner/git/git_handles.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// Refuses a repository that another user owns, unless `safe.directory` names it, with git's own
/// advice. As in git: the work tree, its `.git` file and the git directory must all be the user's
/// own (or, under sudo, SUDO_UID's), and only settings of the user count, not the repository's.
Status CheckOwner(git_repository& repository);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_GIT_OWNERSHIP_H_
