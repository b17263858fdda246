// What a file of Go imports: its import declarations alone, which stand before all others.
// Grammar: https://go.dev/ref/spec#Import_declarations
//
// Needed for one thing only: under a go.work a module may import another one that it does not
// require, which no manifest shows.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_GO_IMPORTS_H_
#define DELTAPLAN_PLANNER_WORKSPACE_GO_IMPORTS_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/model/read_problem.h"

namespace deltaplan::planner::workspace {

struct GoImports {
  std::vector<std::string> paths;  ///< sorted, each once

  /// Whether one of them is the module or a package below it.
  bool Names(std::string_view module) const;
};

/// Never a problem: what is no Go imports what was read until then.
std::variant<GoImports, ReadProblem> ParseGoImports(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_GO_IMPORTS_H_
