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
#include "planner/git/rule_files.h"

namespace deltaplan::planner {

/// What git ignores: core.excludesFile, info/exclude and the .gitignore files, the innermost last.
/// Files are read when the first path below them is asked for.
class LocalIgnores {
 public:
  /// `files` apply to the whole work tree, the first is the weakest; `local` finds the others.
  LocalIgnores(const std::vector<std::string>& files, RuleFileReader local);

  /// True when a rule hides `path`, or a directory above it. Whether it is tracked plays no part.
  bool IsIgnored(const graph::RepoPath& path, bool is_directory);

 private:
  // The rules of one directory's file, and those that are asked where it says nothing.
  struct Rules {
    std::string prefix;  // the directory and a slash; empty for the root
    graph::IgnoreRules own;
    const Rules* outer = nullptr;
  };
  struct Directory {
    bool ignored = false;
    const Rules* rules = nullptr;
  };

  const Directory& In(const graph::RepoPath& directory);
  const Rules* AddRules(std::string prefix, const std::vector<std::string>& lines,
                        const Rules* outer);
  static bool Hides(const Rules* rules, std::string_view path, bool is_directory);

  RuleFileReader local_;
  std::vector<std::unique_ptr<const Rules>> rules_;
  std::unordered_map<std::string, Directory> directories_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LOCAL_IGNORES_H_
