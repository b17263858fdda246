// git's revision syntax.
#ifndef DELTAPLAN_PLANNER_GIT_GIT_REVISION_H_
#define DELTAPLAN_PLANNER_GIT_GIT_REVISION_H_

#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"
#include "planner/git/git_handles.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// The commit that `revision` names. See GitRepository::ResolveRevision.
Result<graph::ObjectId> ResolveToCommit(git_repository& repository, git_odb& odb,
                                        const RepositoryFacts& facts, std::string_view revision);

/// The names of references below `prefix` ("refs/heads/"), without it; sorted.
std::vector<std::string> ReferencesBelow(git_repository& repository, std::string_view prefix);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_GIT_REVISION_H_
