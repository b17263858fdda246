// Files that hold rules about others: .gitignore, .gitattributes.
#ifndef DELTAPLAN_PLANNER_GIT_RULE_FILES_H_
#define DELTAPLAN_PLANNER_GIT_RULE_FILES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::planner {

/// The text of such a file of a work tree, which is named by its path there; nullopt: there is
/// none.
using RuleFileReader = std::function<std::optional<std::string>(const std::string& path)>;

/// The lines of such a file, without their ends and the byte order mark.
std::vector<std::string_view> RuleLines(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_RULE_FILES_H_
