// The commits that touch a service's inputs.
#ifndef DELTAPLAN_PLANNER_FACTS_TOUCHING_COMMITS_H_
#define DELTAPLAN_PLANNER_FACTS_TOUCHING_COMMITS_H_

#include <cstddef>
#include <vector>

#include "graph/object_id.h"
#include "planner/facts/project.h"
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

/// Those between `since` and `head`. `service` is an index of the map's services.
Result<TouchingCommits> CommitsThatTouch(const Project& project, const InputMap& map,
                                         std::size_t service, const graph::ObjectId& since,
                                         const graph::ObjectId& head);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_TOUCHING_COMMITS_H_
