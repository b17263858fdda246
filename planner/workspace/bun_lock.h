// bun.lock. Format: https://bun.sh/docs/install/lockfile and its versions 0 to 3.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_BUN_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_BUN_LOCK_H_

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/workspace/node_lock.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

struct BunLock : NodeLock {
  /// What counts for everyone: the linker's default, whose scripts may run.
  std::vector<std::pair<std::string, std::string>> settings;
};

std::variant<BunLock, ReadProblem> ParseBunLock(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_BUN_LOCK_H_
