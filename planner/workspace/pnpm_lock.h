// pnpm-lock.yaml of the versions 5.3, 5.4, 6.0, 6.1, 9.0 and 12.0. Format: pnpm's own packages
// lockfile/fs, lockfile/walker and deps/path.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_PNPM_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_PNPM_LOCK_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/workspace/node_lock.h"
#include "planner/workspace/pnpm_entries.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

struct PnpmLock : NodeLock {
  bool is_missing =
      false;  ///< the text has no lockfile of a project: empty, or the first document alone
  bool links_by_default = true;  ///< of the pnpm that writes this version: link-workspace-packages
  std::map<std::string, std::string> patches;  ///< key -> file, where the lockfile knows it
  std::vector<std::pair<std::string, std::string>> environment;  ///< settings of the first document
};

/// Reads the text; a version that is not known is a problem. `entries` has what several lockfiles
/// hold alike, and the texts of their records: it has to outlive what is read.
std::variant<PnpmLock, ReadProblem> ParsePnpmLock(std::string_view text, PnpmEntries& entries);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_PNPM_LOCK_H_
