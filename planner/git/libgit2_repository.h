// A real git repository, read with libgit2. Why git is not started:
// docs/decisions/library-not-git.md.
#ifndef DELTAPLAN_PLANNER_GIT_LIBGIT2_REPOSITORY_H_
#define DELTAPLAN_PLANNER_GIT_LIBGIT2_REPOSITORY_H_

#include <memory>
#include <string>

#include "planner/git/git_library.h"
#include "planner/model/result.h"
#include "planner/ports/git_repository.h"

namespace deltaplan::planner {

/// Opens the repository that holds `directory`, which may lie anywhere in a work tree (also a
/// linked one) or be a bare repository. Errors: no repository; one that belongs to somebody else
/// (git's safe.directory rule); a format that libgit2 can't read (SHA-256 objects, reftable
/// references).
///
/// The library, and the repository itself, must outlive all that is made from them.
Result<std::unique_ptr<GitRepository>> OpenRepository(const GitLibrary& library,
                                                      const std::string& directory);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LIBGIT2_REPOSITORY_H_
