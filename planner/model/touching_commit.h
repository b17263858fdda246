// The commits that touch a service's inputs, as values.
#ifndef DELTAPLAN_PLANNER_MODEL_TOUCHING_COMMIT_H_
#define DELTAPLAN_PLANNER_MODEL_TOUCHING_COMMIT_H_

#include <string>
#include <vector>

#include "graph/object_id.h"

namespace deltaplan::planner {

struct TouchingCommit {
  graph::ObjectId id;
  std::string author;   ///< name only
  std::string subject;  ///< first line of the message
};

struct TouchingCommits {
  std::vector<TouchingCommit> commits;  ///< newest first
  bool history_missing = false;         ///< the clone is shallow: there may be more
  bool truncated = false;               ///< there are more than anybody would read
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_TOUCHING_COMMIT_H_
