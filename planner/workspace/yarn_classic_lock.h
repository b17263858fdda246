// yarn.lock of yarn 1: not YAML, a format of its own. Format: yarn 1's package `@yarnpkg/lockfile`.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_YARN_CLASSIC_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_YARN_CLASSIC_LOCK_H_

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"

namespace deltaplan::planner::workspace {

/// One entry: it is what all of its keys resolve to.
struct YarnClassicEntry {
  std::vector<std::string> keys;  ///< "lodash@^4.17.0"
  std::string version;
  std::string resolved;
  std::string content;  ///< the rest, in a canonical form
  std::vector<std::pair<std::string, std::string>> dependencies;
  std::vector<std::pair<std::string, std::string>> optional;
};

struct YarnClassicLock {
  std::vector<YarnClassicEntry> entries;
};

std::variant<YarnClassicLock, ReadProblem> ParseYarnClassicLock(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_YARN_CLASSIC_LOCK_H_
