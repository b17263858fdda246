#include "planner/config/further_paths.h"

#include "planner/config/input_patterns.h"

namespace deltaplan::planner {

std::vector<graph::RepoPath> FurtherPaths::InputsOf(std::string_view pattern) const {
  std::vector<graph::RepoPath> paths;
  for (const graph::RepoPath& path : inputs) {
    if (MatchedPart(pattern, path.bytes()) == path.bytes()) paths.push_back(path);
  }
  for (const graph::RepoPath& path : ways) {
    if (LeadsTo(path.bytes(), pattern)) paths.push_back(path);
  }
  return paths;
}

}  // namespace deltaplan::planner
