// package-lock.json and npm-shrinkwrap.json. Format:
// https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json
#ifndef DELTAPLAN_PLANNER_WORKSPACE_NPM_LOCK_H_
#define DELTAPLAN_PLANNER_WORKSPACE_NPM_LOCK_H_

#include <string_view>
#include <variant>

#include "planner/workspace/node_lock.h"
#include "planner/workspace/side.h"

namespace deltaplan::planner::workspace {

struct NpmLock : NodeLock {
  bool is_opaque = false;  ///< version 1: it has neither peers nor workspaces
};

/// Of the versions 2 and 3 only `packages` is read.
std::variant<NpmLock, ReadProblem> ParseNpmLock(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_NPM_LOCK_H_
