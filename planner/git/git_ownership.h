// git's rule about repositories that belong to somebody else. Why not libgit2's check:
// docs/decisions/git-settings.md.
#ifndef DELTAPLAN_PLANNER_GIT_GIT_OWNERSHIP_H_
#define DELTAPLAN_PLANNER_GIT_GIT_OWNERSHIP_H_

#include <optional>
#include <string>

#include "planner/model/result.h"

namespace deltaplan::planner {

/// Refuses a repository that another user owns, unless `safe.directory` names it, with git's own
/// advice. As in git: the work tree, its `.git` file and the git directory must all be the user's
/// own (or, under sudo, SUDO_UID's), and only settings of the user count, not the repository's.
///
/// `top` is the directory that holds its `.git`; nullopt when the repository is bare.
Status CheckOwner(const std::string& git_dir, const std::optional<std::string>& top);

/// Whether a file of the repository with this `top` belongs to somebody whose word counts there:
/// the user (see CheckOwner), root, or the owner of `top`. Of a link that is asked of the link and
/// of the file that it leads to, which has to lie below `top`. What is not there belongs to nobody
/// else.
bool MayBeBelieved(const std::string& path, const std::string& top);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_GIT_OWNERSHIP_H_
