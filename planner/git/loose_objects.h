// Objects that lie in a file each.
#ifndef DELTAPLAN_PLANNER_GIT_LOOSE_OBJECTS_H_
#define DELTAPLAN_PLANNER_GIT_LOOSE_OBJECTS_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"
#include "planner/git/git_handles.h"

struct libdeflate_decompressor;

namespace deltaplan::planner {

/// Reads loose objects of one repository, borrowed ones included. Belongs to one thread.
///
/// libgit2 1.5 can read them too, but it never returns from one whose file ends early, which is
/// what a full disk or a crash leaves behind: docs/decisions/loose-object-reader.md.
class LooseObjects {
 public:
  explicit LooseObjects(const std::string& objects_directory);
  ~LooseObjects();
  LooseObjects(const LooseObjects&) = delete;
  LooseObjects& operator=(const LooseObjects&) = delete;

  struct Object {
    git_object_t type = GIT_OBJECT_INVALID;
    std::string bytes;  ///< with the header, which `content` leaves out
    std::string_view content;
  };
  /// Returns 0, GIT_ENOTFOUND, or GIT_ERROR for a damaged file; LastGitError() then says more.
  int Read(const graph::ObjectId& id, Object& object);

 private:
  int Inflate(const std::string& compressed, std::string& bytes);

  std::vector<std::string> directories_;
  libdeflate_decompressor* decompressor_;
};

/// Opens a store so that libgit2 reads its loose objects with `LooseObjects`. Returns 0 or an error
/// of libgit2.
int OpenOdb(OdbPtr& odb, const std::string& objects_directory);
/// The same for the store of a repository that is open.
int OpenOdb(OdbPtr& odb, git_repository& repository);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LOOSE_OBJECTS_H_
