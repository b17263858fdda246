// One walk over a tree: which files are there that say something about a platform.
#ifndef DELTAPLAN_PLANNER_DISCOVERY_TREE_SURVEY_H_
#define DELTAPLAN_PLANNER_DISCOVERY_TREE_SURVEY_H_

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "graph/repo_path.h"
#include "planner/workspace/tree_files.h"

namespace deltaplan::planner {

struct TreeSurvey {
  std::vector<graph::RepoPath> dockerfiles;
  std::vector<graph::RepoPath> manifests;                   ///< directories with one, but the root
  std::vector<graph::RepoPath> variables;                   ///< *.tfvars and *.tfvars.json
  std::vector<graph::RepoPath> terraform;                   ///< *.tf
  std::multimap<std::string, graph::RepoPath> directories;  ///< by their last part
};

/// Without node_modules, vendor and what begins with a dot.
TreeSurvey SurveyTree(workspace::TreeFiles& files);

/// The names that Terraform's files give to things of which there is one for each service: keys of
/// for_each, names of modules.
std::set<std::string> TerraformNames(workspace::TreeFiles& files, const TreeSurvey& survey);

/// Whether the directory is called after the services in it.
bool HoldsServices(const graph::RepoPath& directory);

/// Whether `word` is one of `words`.
template <typename Words>
bool Has(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

/// The same name but for "_" and "-", and the case of letters.
std::string NormalName(std::string_view name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DISCOVERY_TREE_SURVEY_H_
