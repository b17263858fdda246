// git's own ignore rules in a work tree.
#ifndef DELTAPLAN_PLANNER_GIT_LOCAL_IGNORES_H_
#define DELTAPLAN_PLANNER_GIT_LOCAL_IGNORES_H_

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/ignore_rules.h"
#include "graph/repo_path.h"

namespace deltaplan::planner {

/// What git ignores: core.excludesFile, info/exclude and the .gitignore files, the innermost last.
/// Files are read when the first path below them is asked for.
class LocalIgnores {
 public:
  /// `files` apply to the whole work tree, the first is the weakest.
  LocalIgnores(std::string work_dir, const std::vector<std::string>& files);

  /// True when a rule hides `path`, or a directory above it. Whether it is tracked plays no part.
  bool IsIgnored(const graph::RepoPath& path, bool is_directory);

 private:
  // All the patterns that apply in a directory, as if they stood in the root's .gitignore.
  struct Rules {
    std::vector<std::string> lines;
    graph::IgnoreRules compiled;
  };
  struct Directory {
    bool ignored = false;
    const Rules* rules = nullptr;
  };

  const Directory& In(const graph::RepoPath& directory);
  const Rules* AddRules(std::vector<std::string> lines);

  std::string work_dir_;
  std::vector<std::unique_ptr<const Rules>> rules_;
  std::unordered_map<std::string, Directory> directories_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LOCAL_IGNORES_H_
