// Where the objects of a repository lie on disk.
#ifndef DELTAPLAN_PLANNER_GIT_OBJECT_DIRECTORIES_H_
#define DELTAPLAN_PLANNER_GIT_OBJECT_DIRECTORIES_H_

#include <string>
#include <vector>

namespace deltaplan::planner {

/// The directory that holds a repository's objects, and others that it borrows from for this
/// process alone, as while a push is in quarantine.
struct ObjectStore {
  std::string directory;
  std::vector<std::string> borrowed = {};
};

/// The directories of the store, then those that these borrow from (`info/alternates`, also
/// theirs), each once. Directories that are gone are left out.
std::vector<std::string> ObjectDirectories(const ObjectStore& store);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_OBJECT_DIRECTORIES_H_
