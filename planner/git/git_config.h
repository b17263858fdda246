// The settings that git would use in a repository. Why not as libgit2 finds them:
// docs/decisions/git-settings.md.
#ifndef DELTAPLAN_PLANNER_GIT_GIT_CONFIG_H_
#define DELTAPLAN_PLANNER_GIT_GIT_CONFIG_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/git/git_handles.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// All settings in the order in which they apply, the last one of a name wins: system, global,
/// repository, work tree (`config.worktree`), then GIT_CONFIG_COUNT and what `git -c` has left in
/// GIT_CONFIG_PARAMETERS. GIT_CONFIG_GLOBAL, GIT_CONFIG_SYSTEM and GIT_CONFIG_NOSYSTEM are
/// honoured; libgit2 knows none of these itself.
///
/// Names have lower-case section and variable ("core.filemode"), as libgit2 gives them.
class GitConfig {
 public:
  /// What the user decides: nothing that comes with a repository.
  static Result<GitConfig> LoadProtected();
  /// Everything; `repository` uses the files' settings from here on.
  static Result<GitConfig> Load(git_repository& repository);
  /// What libgit2 has read already, wherever it comes from.
  static Result<GitConfig> From(git_config& config);

  std::optional<std::string> Get(std::string_view name) const;
  /// Of a setting that may be given several times: all values in order.
  std::vector<std::string> GetAll(std::string_view name) const;
  /// `fallback` when the setting is absent or no boolean.
  bool GetBool(std::string_view name, bool fallback) const;
  /// The middle parts of the names `section.<middle>.variable`, sorted, each once.
  std::vector<std::string> Subsections(std::string_view section, std::string_view variable) const;

 private:
  struct Setting {
    std::string name;
    std::string value;
  };
  Status AddEnvironment();
  Status AddParameters(std::string_view text);

  std::vector<Setting> settings_;
};

/// "~/x" and "~name/x" with the home directory in its place, as git reads paths in settings.
/// nullopt where nobody knows that directory: such a path is no path at all.
std::optional<std::string> ExpandHome(const std::string& path);
/// The variable's value; nullopt when it is unset or empty.
std::optional<std::string> Environment(const char* name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_GIT_CONFIG_H_
