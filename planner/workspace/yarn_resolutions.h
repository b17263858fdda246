// "resolutions" of a root's package.json: which range takes the place of another.
#ifndef DELTAPLAN_PLANNER_WORKSPACE_YARN_RESOLUTIONS_H_
#define DELTAPLAN_PLANNER_WORKSPACE_YARN_RESOLUTIONS_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deltaplan::planner::workspace {

class YarnResolutions {
 public:
  YarnResolutions() = default;
  /// (pattern, range) as written: `x`, `**/x`, `a/x`, `a/**/x`, `x@npm:^1`.
  explicit YarnResolutions(const std::vector<std::pair<std::string, std::string>>& written);

  /// The ranges that `name` with `range` may mean, wherever it is asked for, the likelier ones
  /// first; its own is among them, last.
  std::vector<std::string> RangesOf(std::string_view name, std::string_view range) const;

 private:
  struct Rule {
    std::string name;
    std::string only;  ///< the range that it replaces; "" : every one
    std::string range;
  };
  std::vector<Rule> rules_;
};

}  // namespace deltaplan::planner::workspace

#endif  // DELTAPLAN_PLANNER_WORKSPACE_YARN_RESOLUTIONS_H_
