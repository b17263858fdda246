// Live commits that this clone lacks, and what is known of how to get them.
#ifndef DELTAPLAN_PLANNER_MODEL_MISSING_COMMITS_H_
#define DELTAPLAN_PLANNER_MODEL_MISSING_COMMITS_H_

#include <string>
#include <vector>

namespace deltaplan::planner {

struct MissingCommits {
  std::vector<std::string> full;         ///< 40 digits, sorted: these can be fetched by name
  std::vector<std::string> abbreviated;  ///< these can't
  std::string remote;                    ///< to fetch from; may be empty
  bool is_shallow = false;               ///< the clone: then history can be fetched whole

  bool empty() const { return full.empty() && abbreviated.empty(); }
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_MISSING_COMMITS_H_
