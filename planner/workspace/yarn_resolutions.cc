#include "planner/workspace/yarn_resolutions.h"

#include <algorithm>

namespace deltaplan::planner::workspace {

YarnResolutions::YarnResolutions(const std::vector<std::pair<std::string, std::string>>& written) {
  for (const auto& [pattern, range] : written) {
    // The last name, which may be scoped.
    std::string_view last = pattern;
    const std::size_t slash = last.rfind('/');
    if (slash != std::string_view::npos) {
      const std::size_t before = slash == 0 ? std::string_view::npos : last.rfind('/', slash - 1);
      const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
      last = last[begin] == '@' ? last.substr(begin) : last.substr(slash + 1);
    }
    const std::size_t at = last.find('@', 1);
    Rule rule{.name = std::string(last.substr(0, at)), .only = {}, .range = range};
    if (at != std::string_view::npos) rule.only = last.substr(at + 1);
    rules_.push_back(std::move(rule));
  }
}

std::vector<std::string> YarnResolutions::RangesOf(std::string_view name,
                                                   std::string_view range) const {
  std::vector<std::string> ranges;
  for (const Rule& rule : rules_) {
    if (rule.name != name) continue;
    if (!rule.only.empty() && rule.only != range && rule.only != "npm:" + std::string(range)) {
      continue;
    }
    ranges.push_back(rule.range);
  }
  ranges.emplace_back(range);
  return ranges;
}

}  // namespace deltaplan::planner::workspace
