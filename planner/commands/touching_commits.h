// The commits that touch a service's inputs.
#ifndef DELTAPLAN_PLANNER_COMMANDS_TOUCHING_COMMITS_H_
#define DELTAPLAN_PLANNER_COMMANDS_TOUCHING_COMMITS_H_

#include <cstddef>
#include <vector>

#include "graph/object_id.h"
#include "planner/commands/session.h"
#include "planner/model/input_map.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

inline constexpr std::size_t kMostTouchingCommits = 1000;

struct TouchingCommits {
  std::vector<CommitInfo> commits;  ///< newest first, at most `kMostTouchingCommits`
  bool history_missing = false;     ///< the clone is shallow: there may be more
  bool truncated = false;
};

/// Those between `since` and the session's head. `service` is an index of the map's services.
Result<TouchingCommits> CommitsThatTouch(Session& session, const InputMap& map, std::size_t service,
                                         const graph::ObjectId& since);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_COMMANDS_TOUCHING_COMMITS_H_
