// yarn.lock of yarn 2 and later: a subset of YAML. Format: yarn's packages `@yarnpkg/core`
// (Project.ts) and `@yarnpkg/parsers` (syml.ts).
#ifndef DELTAPLAN_PLANNER_WORKSPACE_YARN_BERRY_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_YARN_BERRY_LOCK_H_

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"

namespace deltaplan::planner::workspace {

struct YarnBerryEntry {
  std::vector<std::string> keys;  ///< descriptors: "lodash@npm:^4.17.0"
  std::string name;               ///< of what they resolve to
  std::string version;
  std::string resolution;  ///< the locator: "lodash@npm:4.17.21"
  std::string workspace;   ///< of a member: its directory; else ""
  bool is_member = false;
  std::string content;  ///< the rest; of checksums the hash alone
  std::vector<std::pair<std::string, std::string>> dependencies;
  std::vector<std::string> optional;  ///< of these, the ones that need not be there
  std::string patch;  ///< the file of a patch, as written: "~/.yarn/patches/x.patch"
};

struct YarnBerryLock {
  std::vector<YarnBerryEntry> entries;
};

/// Who wants what is called "x@file:../x::locator=app%40workspace%3Aapps%2Fapp": his own locator,
/// "app@workspace:apps/app". "" where it is not bound to anybody.
std::string LocatorOf(std::string_view descriptor);

std::variant<YarnBerryLock, ReadProblem> ParseYarnBerryLock(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_YARN_BERRY_LOCK_H_
