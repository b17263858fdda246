// Objects that lie in a file each.
#ifndef DELTAPLAN_PLANNER_GIT_LOOSE_OBJECTS_H_
#define DELTAPLAN_PLANNER_GIT_LOOSE_OBJECTS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "graph/object_id.h"
#include "planner/git/git_handles.h"
#include "planner/git/inflater.h"
#include "planner/git/object_directories.h"

namespace deltaplan::planner {

/// An object as its file holds it.
struct LooseObject {
  git_object_t type = GIT_OBJECT_INVALID;
  std::string bytes;         ///< inflated: "<type> <size>", NUL, the content
  std::string_view content;  ///< points into them
};

/// What an object may hold with its header, in bytes. A file of a few bytes can say that it is
/// larger than the memory.
inline constexpr std::size_t kLargestLooseObject = std::size_t{1} << 30;

/// Decodes the bytes of an object's file, which inflated are at most `largest`. Null, or what is
/// wrong with them. Format: gitformat-loose.
const char* DecodeLooseObject(Inflater& inflater, std::string_view file, LooseObject& object,
                              std::size_t largest = kLargestLooseObject);

/// Reads loose objects of one repository, borrowed ones included. Belongs to one thread.
///
/// libgit2 1.5 can read them too, but it never returns from one whose file ends early, which is
/// what a full disk or a crash leaves behind: docs/decisions/loose-object-reader.md.
class LooseObjects {
 public:
  explicit LooseObjects(const ObjectStore& store);

  /// Returns 0, GIT_ENOTFOUND, or GIT_ERROR for a damaged file; LastGitError() then says more.
  int Read(const graph::ObjectId& id, LooseObject& object);

 private:
  std::vector<std::string> directories_;
  Inflater inflater_;
};

/// Opens a store so that libgit2 reads its loose objects with `LooseObjects`. Returns 0 or an error
/// of libgit2.
int OpenOdb(OdbPtr& odb, const ObjectStore& store);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_LOOSE_OBJECTS_H_
