// The real disk.
#ifndef DELTAPLAN_PLANNER_SYSTEM_DISK_FILES_H_
#define DELTAPLAN_PLANNER_SYSTEM_DISK_FILES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/result.h"
#include "planner/ports/files.h"

namespace deltaplan::planner {

/// Files as the operating system has them.
///
/// Files that are replaced keep their mode; a new one gets what the umask leaves of 0666. While
/// files are replaced, signals that would end the program wait.
class DiskFiles : public Files {
 public:
  Result<std::string> Read(const std::string& path) override;
  Result<std::optional<std::string>> ReadIfExists(const std::string& path) override;
  Result<std::vector<FileReplaced>> Replace(const std::vector<FileReplacement>& changes) override;
  Result<std::optional<std::string>> FinishReplacement(const std::string& path,
                                                       const std::string& log) override;
  std::optional<std::string> FindUpwards(const std::string& directory,
                                         const std::string& name) override;
  std::optional<std::string> Canonical(const std::string& path) override;
  std::vector<std::string> Directories(const std::string& directory) override;
  std::vector<std::string> Names(const std::string& directory) override;
  std::optional<std::vector<std::string>> FileNames(const std::string& directory) override;
  Status WriteAll(const std::string& directory, const std::vector<OutputFile>& files,
                  const std::vector<std::string>& obsolete) override;
  Result<std::shared_ptr<void>> Lock(const std::string& path) override;
  Status RemoveDirectory(const std::string& directory) override;

 private:
  std::optional<Result<std::string>> standard_input_;  ///< read once; who asks again gets the same
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_DISK_FILES_H_
