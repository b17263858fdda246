// uv.lock, version 1 with the revisions 0 to 5.
// Format: uv's crates/uv-resolver/src/lock; uv calls it not stable, so that a later revision is not
// believed.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_UV_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_UV_LOCK_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

/// What one table of a local package depends on. A dependency that asks for extras also has an edge
/// to the record that stands for each of them, "name[extra]".
struct UvDependencies {
  std::vector<RecordEdge> records;  ///< sorted
  std::vector<std::size_t> local;   ///< places in `UvLock::local`, sorted
};

/// A member, or a project at a path.
struct UvLocalPackage {
  std::string name;
  std::string path;  ///< relative to the lockfile; "." is its directory
  UvDependencies dependencies;
  std::map<std::string, UvDependencies> extras;
  std::map<std::string, UvDependencies> groups;
};

struct UvLock {
  std::string version;
  RecordGraph graph;
  std::vector<UvLocalPackage> local;  ///< sorted by name
  /// Records that depend on local packages. Sorted.
  std::vector<std::pair<RecordId, std::size_t>> local_uses;
  /// Archives in the repository, relative to the lockfile. Sorted.
  std::vector<std::pair<RecordId, std::string>> files;
  std::vector<std::pair<std::string, std::string>> settings;  ///< sorted
};

std::variant<UvLock, ReadProblem> ParseUvLock(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_UV_LOCK_H_
