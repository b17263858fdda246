// What a tree lacks and counts all the same.
#ifndef DELTAPLAN_PLANNER_CONFIG_FURTHER_PATHS_H_
#define DELTAPLAN_PLANNER_CONFIG_FURTHER_PATHS_H_

#include <string_view>
#include <vector>

#include "graph/repo_path.h"

namespace deltaplan::planner {

/// Paths that the tree lacks and that patterns match all the same.
struct FurtherPaths {
  std::vector<graph::RepoPath> inputs;  ///< of packages, images and services: a baseline has them
  /// Links and submodules on the way of patterns of inputs, likewise.
  std::vector<graph::RepoPath> ways = {};
  std::vector<graph::RepoPath> services;  ///< directories that would be services

  /// What of `inputs` and `ways` the pattern means.
  std::vector<graph::RepoPath> InputsOf(std::string_view pattern) const;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_FURTHER_PATHS_H_
