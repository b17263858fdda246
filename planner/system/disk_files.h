// The real disk.
#ifndef DELTAPLAN_PLANNER_SYSTEM_DISK_FILES_H_
#define DELTAPLAN_PLANNER_SYSTEM_DISK_FILES_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// Files as the operating system has them.
///
/// `WriteAll` keeps the mode of a file that it replaces; a new one gets what the umask leaves of
/// 0666. A target that is a symbolic link stays one: the file it leads to is replaced.
class DiskFiles : public Files {
 public:
  Result<std::string> Read(const std::string& path) override;
  Result<std::optional<std::string>> ReadIfExists(const std::string& path) override;
  Status Replace(const std::string& path, const std::optional<std::string>& expected,
                 const std::string& content) override;
  Status Append(const std::string& path, const std::string& line) override;
  std::optional<std::string> FindUpwards(const std::string& directory,
                                         const std::string& name) override;
  std::optional<std::string> Canonical(const std::string& path) override;
  std::vector<std::string> Directories(const std::string& directory) override;
  std::vector<std::string> Names(const std::string& directory) override;
  Status WriteAll(const std::string& directory, const std::vector<OutputFile>& files) override;

 private:
  std::optional<Result<std::string>> standard_input_;  ///< read once; who asks again gets the same
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_DISK_FILES_H_
