#include "planner/text/fitted_lines.h"

#include <algorithm>
#include <vector>

#include "planner/text/layout.h"

namespace deltaplan::planner {

std::string FittedLines(std::string_view text, std::size_t width) {
  std::string fitted;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (DisplayWidth(line) <= width) {
      fitted.append(line) += '\n';
      continue;
    }
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t room = width > indent + 2 ? width - indent - 2 : 1;
    // The first line begins two columns earlier, so it is no wider than the others.
    bool is_first = true;
    for (const std::string& part : WrapWords(line.substr(indent), room, Gaps::kKept)) {
      fitted.append(is_first ? indent : indent + 2, ' ').append(part) += '\n';
      is_first = false;
    }
  }
  return fitted;
}

}  // namespace deltaplan::planner
