// The commits that touch a service's inputs.
#ifndef DELTAPLAN_PLANNER_FACTS_TOUCHING_COMMITS_H_
#define DELTAPLAN_PLANNER_FACTS_TOUCHING_COMMITS_H_

#include <cstddef>

#include "graph/object_id.h"
#include "planner/facts/project.h"
#include "planner/model/input_map.h"
#include "planner/model/result.h"
#include "planner/model/touching_commit.h"

namespace deltaplan::planner {

/// Those between `since` and `head`, at most 1000. `service` is an index of the map's services.
Result<TouchingCommits> CommitsThatTouch(const Project& project, const InputMap& map,
                                         std::size_t service, const graph::ObjectId& since,
                                         const graph::ObjectId& head);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_TOUCHING_COMMITS_H_
