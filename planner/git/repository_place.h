// Which repository, and which of its places: as git finds them. Why without git:
// docs/decisions/git-settings.md.
#ifndef DELTAPLAN_PLANNER_GIT_REPOSITORY_PLACE_H_
#define DELTAPLAN_PLANNER_GIT_REPOSITORY_PLACE_H_

#include <optional>
#include <string>

#include "planner/git/git_handles.h"
#include "planner/git/object_directories.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// A repository that is open, and where what belongs to it lies. All paths are absolute and have no
/// slash at their end.
struct RepositoryPlace {
  RepositoryPtr repository;
  std::string git_dir;
  std::string common_dir;               ///< another one for a linked work tree
  std::optional<std::string> work_dir;  ///< nullopt: it is bare
  std::string index_file;
  ObjectStore objects;
};

/// The repository that holds `directory`: the one that GIT_DIR names, else the nearest one. Its
/// work tree is that of GIT_WORK_TREE or core.worktree, else where its `.git` stands. Objects and
/// index may be those of GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES, GIT_INDEX_FILE.
///
/// `is_named`: somebody asks for this directory (-C), so that a repository there comes before
/// GIT_DIR; a hook may look at other repositories. Without GIT_DIR it has to be the user's own: see
/// CheckOwner. A work tree whose repository says core.bare is refused, as git does.
Result<RepositoryPlace> FindRepository(const std::string& directory, bool is_named);

/// The repository of the work tree `directory` itself, a submodule: variables do not count. nullopt
/// when there is none.
Result<std::optional<RepositoryPlace>> RepositoryAt(const std::string& directory);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_REPOSITORY_PLACE_H_
