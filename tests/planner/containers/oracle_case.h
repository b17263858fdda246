// One Dockerfile with what BuildKit says that its build reads.
#ifndef DELTAPLAN_TESTS_PLANNER_CONTAINERS_ORACLE_CASE_H_
#define DELTAPLAN_TESTS_PLANNER_CONTAINERS_ORACLE_CASE_H_

#include <filesystem>
#include <string>

namespace deltaplan::planner {

/// A directory with a Dockerfile, perhaps build.json, and buildkit.json: what
/// tests/containers_oracle has written.
struct OracleVerdict {
  std::string difference;     ///< empty: both say the same
  bool is_refused = false;    ///< BuildKit refuses the file
  bool is_undecided = false;  ///< we can't tell, so all counts
};

OracleVerdict CompareWithBuildKit(const std::filesystem::path& directory);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_TESTS_PLANNER_CONTAINERS_ORACLE_CASE_H_
