// Directories of the repository that a member reaches through records alone.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_REACHED_DIRECTORIES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_REACHED_DIRECTORIES_H_

#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

/// Gives each member of `side` an edge to every directory of `side.local_content` that its records
/// lead to: a package of a registry may depend on a member, and no manifest says so.
void AddReachedDirectories(Side& side);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_REACHED_DIRECTORIES_H_
