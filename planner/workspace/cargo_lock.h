// Cargo.lock, versions 1 to 4.
// Format: cargo's src/cargo/core/resolver/encode.rs describes it.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_CARGO_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_CARGO_LOCK_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

/// A package without a source: a member, or a crate at a path. The lockfile does not say where.
struct CargoLocalPackage {
  std::string name;
  std::string version;
  std::vector<RecordEdge> records;  ///< sorted; all of `kNormal`: the lockfile merges the kinds
  std::vector<std::size_t> local;   ///< places in `CargoLock::local`, sorted
};

struct CargoLock {
  std::string version;  ///< "2" to "4"; those of 1 and 2 say none, and mean the same
  RecordGraph graph;    ///< of packages that have a source
  std::vector<CargoLocalPackage> local;  ///< sorted by name and version
  /// Records that depend on a crate at a path, which `[patch]` brings about. Sorted.
  std::vector<std::pair<RecordId, std::size_t>> local_uses;
};

/// Dependencies are "name", "name version" or "name version (source)", whichever is needed to tell
/// packages apart; one that fits several packages means all of them.
std::variant<CargoLock, ReadProblem> ParseCargoLock(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_CARGO_LOCK_H_
