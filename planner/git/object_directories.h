// Where the objects of a repository lie on disk.
#ifndef DELTAPLAN_PLANNER_GIT_OBJECT_DIRECTORIES_H_
#define DELTAPLAN_PLANNER_GIT_OBJECT_DIRECTORIES_H_

#include <string>
#include <vector>

namespace deltaplan::planner {

/// `objects_directory` itself, then those that it borrows from (`info/alternates`, also theirs),
/// each once. Directories that are gone are left out.
std::vector<std::string> ObjectDirectories(const std::string& objects_directory);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_OBJECT_DIRECTORIES_H_
