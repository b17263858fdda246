// A real git repository, read with libgit2. Why not by git, and when git is asked all the same:
// docs/decisions/library-not-git.md.
#ifndef DELTAPLAN_PLANNER_GIT_LIBGIT2_REPOSITORY_H_
#define DELTAPLAN_PLANNER_GIT_LIBGIT2_REPOSITORY_H_

#include <memory>
#include <string>

#include "graph/parallel.h"
#include "planner/git/git_library.h"
#include "planner/model/result.h"
#include "planner/ports/command_runner.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

struct RepositoryRequest {
  std::string directory;                ///< anywhere in a work tree, or a bare repository
  bool is_named = false;                ///< somebody asked for it (-C): see FindRepository
  CommandRunner* commands = nullptr;    ///< runs git, for what only git can tell; null: nobody may
  graph::Parallelism parallelism = {};  ///< of the search in the work tree
};

/// Opens the repository that `FindRepository` finds. Errors: no repository; one that belongs to
/// somebody else (git's safe.directory rule); a format that libgit2 can't read (SHA-256 objects,
/// reftable references).
///
/// The library, the runner and the repository itself must outlive all that is made from them.
Result<std::unique_ptr<GitRepository>> OpenRepository(const GitLibrary& library,
                                                      const RepositoryRequest& request);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LIBGIT2_REPOSITORY_H_
