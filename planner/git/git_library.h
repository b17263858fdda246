// libgit2, started and set up for reading.
#ifndef DELTAPLAN_PLANNER_GIT_GIT_LIBRARY_H_
#define DELTAPLAN_PLANNER_GIT_GIT_LIBRARY_H_

namespace deltaplan::planner {

/// Holds libgit2 for as long as it lives; everything made from repositories must be gone before it.
/// Starting takes time, so make one only for work that needs a repository. Its settings are global
/// to the process.
class GitLibrary {
 public:
  GitLibrary();
  ~GitLibrary();
  GitLibrary(const GitLibrary&) = delete;
  GitLibrary& operator=(const GitLibrary&) = delete;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_GIT_GIT_LIBRARY_H_
