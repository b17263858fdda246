// One line of a Dockerfile, whose continued lines have been joined, taken apart.
#ifndef DELTAPLAN_PLANNER_CONTAINERS_INSTRUCTION_LINE_H_
#define DELTAPLAN_PLANNER_CONTAINERS_INSTRUCTION_LINE_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/containers/dockerfile_syntax.h"

namespace deltaplan::planner {

/// All of `Instruction` but its heredocs and its line; or what is wrong.
std::variant<Instruction, std::string> ParseInstructionLine(std::string_view line, char escape);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONTAINERS_INSTRUCTION_LINE_H_
