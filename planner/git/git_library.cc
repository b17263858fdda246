#include "planner/git/git_library.h"

#include <array>
#include <git2.h>
#include <stdexcept>

namespace deltaplan::planner {

GitLibrary::GitLibrary() {
  if (git_libgit2_init() < 0) throw std::runtime_error("libgit2 cannot be started");
  // Extensions that do not change how objects, references or the index are read, in the lower case
  // that libgit2 compares with. The last two are let in so that their values can be looked at and
  // refused with a clear message.
  std::array<const char*, 6> extensions = {"worktreeconfig",    "partialclone", "preciousobjects",
                                           "relativeworktrees", "objectformat", "refstorage"};
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
  // git does not rehash what it reads either; it is a quarter to a half of the time.
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  // Every tree is read once: a cache of objects would only fill memory.
  git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
  // The usual 2 and 1, with a place between them: see LooseObjects.
  git_libgit2_opts(GIT_OPT_SET_ODB_PACKED_PRIORITY, 3);
  git_libgit2_opts(GIT_OPT_DISABLE_PACK_KEEP_FILE_CHECKS, 1);
  // libgit2's check ignores most of safe.directory; git_ownership.h has git's own rule.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
}

GitLibrary::~GitLibrary() { git_libgit2_shutdown(); }

}  // namespace deltaplan::planner
