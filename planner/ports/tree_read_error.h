// A tree that could not be read, as an error with a remedy.
#ifndef DELTAPLAN_PLANNER_PORTS_TREE_READ_ERROR_H_
#define DELTAPLAN_PLANNER_PORTS_TREE_READ_ERROR_H_

#include "graph/tree_reader.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

Error TreeReadError(const graph::TreeError& error, const RepositoryFacts& facts);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_TREE_READ_ERROR_H_
