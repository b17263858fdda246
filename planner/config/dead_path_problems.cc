#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "planner/config/expand.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// The highest of `path` and the directories above it that `tree` lacks; "" when it has all of them.
// Of a pattern, components with "*" and those below them are looked for nowhere.
std::string_view HighestMissing(std::string_view path, TreeGlob& tree) {
  for (std::size_t end = 0; end < path.size();) {
    end = std::min(path.find('/', end + 1), path.size());
    const std::string_view part = path.substr(0, end);
    if (part.find('*') != std::string_view::npos) break;
    if (!tree.At(part).Exists()) return part;
  }
  return {};
}

}  // namespace

ConfigProblems DeadPathProblems(const std::vector<DeadPath>& dead_paths,
                                const std::vector<DeadPattern>& dead_patterns, TreeGlob& tree) {
  struct Dead {
    ConfigProblem alone;  // as it is said of a path that has nothing to do with the others
    std::string_view text;
    std::string_view missing;
  };
  std::vector<Dead> all;
  for (const DeadPath& dead : dead_paths) {
    all.push_back({{dead.pointer,
                    fmt::format("{} does not exist in this commit", DisplayPath(dead.path.bytes())),
                    "Mend the path, or remove it."},
                   dead.path.bytes(),
                   HighestMissing(dead.path.bytes(), tree)});
  }
  for (const DeadPattern& dead : dead_patterns) {
    all.push_back({{dead.pointer, fmt::format("\"{}\" matches no path in this commit", dead.text),
                    "Mend the pattern, or remove it."},
                   dead.text,
                   HighestMissing(dead.text, tree)});
  }
  std::map<std::string_view, std::size_t> counts;
  for (const Dead& dead : all) ++counts[dead.missing];
  ConfigProblems problems;
  for (Dead& dead : all) {
    const std::size_t count = counts[dead.missing];
    std::string_view wanted = dead.text;
    if (!dead.missing.empty() && count > 1) {
      wanted = dead.missing;
      dead.alone.message = fmt::format("{} does not exist in this commit, and {} entries name it",
                                       DisplayPath(dead.missing), count);
      dead.alone.advice = "Mend the paths, or remove them.";
    }
    dead.alone.advice.insert(0, NearestPathHint(tree, wanted));
    problems.push_back(std::move(dead.alone));
  }
  return problems;
}

}  // namespace deltaplan::planner
