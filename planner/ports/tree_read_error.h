// Objects that could not be read, as errors with a remedy.
#ifndef DELTAPLAN_PLANNER_PORTS_TREE_READ_ERROR_H_
#define DELTAPLAN_PLANNER_PORTS_TREE_READ_ERROR_H_

#include <string>
#include <vector>

#include "graph/object_id.h"
#include "graph/tree_reader.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

Error TreeReadError(const graph::TreeError& error, const RepositoryFacts& facts);

/// How to get blobs that a partial clone lacks, before `FetchBlobsCommands`.
inline constexpr const char* kFetchBlobsRemedy =
    "This is a partial clone without their contents. Fetch them:";
/// Command lines that bring all of them.
std::vector<std::string> FetchBlobsCommands(const std::vector<graph::ObjectId>& blobs,
                                            const RepositoryFacts& facts);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_TREE_READ_ERROR_H_
