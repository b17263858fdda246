// The files of a commit in a directory of their own, for builds.
#ifndef DELTAPLAN_PLANNER_BUILDS_COMMIT_FILES_H_
#define DELTAPLAN_PLANNER_BUILDS_COMMIT_FILES_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

struct CommitPlace {
  std::string root;       ///< of the work tree, absolute
  std::string git_dir;    ///< of its repository, absolute
  std::string commit;     ///< 40 hexadecimal digits
  std::string directory;  ///< absolute; what lies there goes
};

/// Files that live as long as it does.
class CommitFiles {
 public:
  /// `ports` has to outlive it.
  CommitFiles(const Ports& ports, CommitPlace place) : ports_(ports), place_(std::move(place)) {}
  ~CommitFiles();
  CommitFiles(const CommitFiles&) = delete;
  CommitFiles& operator=(const CommitFiles&) = delete;

  /// Writes them as git checks them out (filters apply), with those of the submodules: nothing that
  /// git ignores, no change of the work tree, and no mode of this process's umask is among them.
  Status Write();

  /// Where they are.
  std::string directory() const { return place_.directory + "/files"; }
  /// Submodules that are not checked out, so nobody has their files; sorted.
  const std::vector<std::string>& missing_submodules() const { return missing_; }

 private:
  Status WriteRepository(const std::string& path, const std::string& commit);

  const Ports& ports_;
  const CommitPlace place_;
  std::vector<std::string> missing_;
  std::size_t indexes_ = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_BUILDS_COMMIT_FILES_H_
