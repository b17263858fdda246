// The git program, asked for what only it can tell. When, and why so seldom:
// docs/decisions/library-not-git.md.
#ifndef DELTAPLAN_PLANNER_GIT_GIT_PROGRAM_H_
#define DELTAPLAN_PLANNER_GIT_GIT_PROGRAM_H_

#include <optional>
#include <string>
#include <vector>

#include "graph/object_id.h"
#include "graph/tree_reader.h"
#include "planner/model/result.h"
#include "planner/ports/command_runner.h"

namespace deltaplan::planner {

/// One line of `git status --porcelain=v2`.
struct GitStatus {
  std::string path;  ///< a nested repository without the slash at its end
  bool untracked = false;
  bool unmerged = false;
  bool is_staged = false;   ///< the index differs from HEAD
  bool on_disk = false;     ///< the file differs from the index
  bool is_gone = false;     ///< the file is not there
  graph::EntryState index;  ///< absent: removed from it, untracked or unmerged
};

/// Runs git in one work tree. It may run the clean filters of the user's settings, and nothing else
/// that settings name: no hook, no fsmonitor, no transport. It writes nothing.
class GitProgram {
 public:
  struct Checkout {
    std::string git_dir;
    std::string work_dir;
    std::string index_file;
  };

  /// `commands` null: nothing may be run; then each question is an error.
  GitProgram(CommandRunner* commands, Checkout checkout);

  /// What differs at or below `paths` (none: everywhere), untracked files included.
  Result<std::vector<GitStatus>> Status(const std::vector<std::string>& paths) const;
  /// The ids that the contents of these files would be stored under, in their order.
  Result<std::vector<graph::ObjectId>> Hash(const std::vector<std::string>& paths) const;

  /// Whether a rule hides the path, or a directory above it. Whether it is tracked plays no part.
  Result<bool> IsIgnored(const std::string& path) const;

  /// False when nothing may be run.
  bool may_run() const { return commands_ != nullptr; }

 private:
  enum class Paths { kLiteral, kPatterns };
  Result<CommandOutput> Start(const std::vector<std::string>& arguments,
                              const std::vector<std::string>& paths, Paths kind) const;
  Result<std::string> Run(const std::vector<std::string>& arguments,
                          const std::vector<std::string>& paths) const;

  CommandRunner* commands_;
  Checkout checkout_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_GIT_PROGRAM_H_
