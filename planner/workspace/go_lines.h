// The line grammar that go.mod and go.work share: directives of one line, and blocks of them.
// Format: https://go.dev/ref/mod#go-mod-file-grammar
#ifndef DELTAPLAN_PLANNER_WORKSPACE_GO_LINES_H_
#define DELTAPLAN_PLANNER_WORKSPACE_GO_LINES_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "documents/document.h"

namespace deltaplan::planner::workspace {

/// `require golang.org/x/net v0.30.0`, alone or inside of `require ( ... )`.
struct GoLine {
  std::string verb;
  std::vector<std::string> words;  ///< without quotes; "[", "," and "]" of `retract` are words
  std::size_t number = 0;          ///< from 1
};

std::variant<std::vector<GoLine>, documents::ReadError> ReadGoLines(std::string_view text);

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_GO_LINES_H_
