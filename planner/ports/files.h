// Files outside git: the configuration, live files, results.
#ifndef DELTAPLAN_PLANNER_PORTS_FILES_H_
#define DELTAPLAN_PLANNER_PORTS_FILES_H_

#include <optional>
#include <string>
#include <vector>

#include "planner/model/output_file.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

class Files {
 public:
  virtual ~Files() = default;
  /// The whole file; "-" is standard input, the same each time. Errors: missing, a directory,
  /// unreadable, above 256 MiB.
  virtual Result<std::string> Read(const std::string& path) = 0;
  /// The same; nullopt when there is no such file.
  virtual Result<std::optional<std::string>> ReadIfExists(const std::string& path) = 0;
  /// Puts `content` in the place of a file that holds `expected`, or of one that does not exist
  /// (nullopt), at once: whoever reads or kills the program finds the old file or the new one, and
  /// it is on the disk when this returns. A lock (`path` with ".lock") keeps others of this program
  /// out. Errors: the file is not what was expected any more, somebody holds the lock, it can't be
  /// written; then nothing has changed.
  virtual Status Replace(const std::string& path, const std::optional<std::string>& expected,
                         const std::string& content) = 0;
  /// Adds `line`, which ends with a newline, to the file; it is made if it does not exist, but for
  /// its directory. A last line without its end was never finished by its writer: it is dropped. On
  /// the disk when this returns; on an error nothing was added.
  virtual Status Append(const std::string& path, const std::string& line) = 0;
  /// The nearest `name` in `directory` or one above it; nullopt when there is none.
  virtual std::optional<std::string> FindUpwards(const std::string& directory,
                                                 const std::string& name) = 0;
  /// `path` as an absolute one without links; nullopt when nothing is there.
  virtual std::optional<std::string> Canonical(const std::string& path) = 0;
  /// The names of the directories in `directory`, sorted; none when it can't be read.
  virtual std::vector<std::string> Directories(const std::string& directory) = 0;
  /// The names of all that lies in `directory`, sorted; none when it can't be read.
  virtual std::vector<std::string> Names(const std::string& directory) = 0;
  /// Writes all the files to `directory` (made if missing, with parents): each to a temporary name
  /// first, then all renamed. On any error before the renames nothing has changed. Whoever kills
  /// the program finds old files or new ones. They are not forced to the disk: when the machine
  /// itself fails, the plan is made again.
  /// A link that stands where a file goes is replaced, not followed out of the directory.
  virtual Status WriteAll(const std::string& directory, const std::vector<OutputFile>& files) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_FILES_H_
