// Files outside git: the configuration, live files, results.
#ifndef DELTAPLAN_PLANNER_PORTS_FILES_H_
#define DELTAPLAN_PLANNER_PORTS_FILES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/output_file.h"
#include "planner/model/result.h"

namespace deltaplan::planner {

/// A file that gets another content, and a line in the log that is kept of it.
struct FileReplacement {
  std::string path;                     ///< a link is followed
  std::optional<std::string> expected;  ///< what it holds; nullopt: it does not exist
  std::string content;
  /// The file to which `line`, which ends with a newline, is added; made if it does not exist.
  /// Empty: no log is kept. A last line without its end was never finished by its writer: it is
  /// dropped.
  std::string log = {};
  std::string line = {};
};

struct FileReplaced {
  std::optional<Error> log_error;  ///< the file is replaced, and the line is not added
  /// Who had the lock and is gone without giving it back: "process 12 on build-3, since ...".
  std::optional<std::string> left_by;
};

class Files {
 public:
  virtual ~Files() = default;
  /// The whole file; "-" is standard input, the same each time. Errors: missing, a directory, a
  /// named pipe or device, unreadable, above 256 MiB. "/dev/stdin" and "/dev/fd/N" are read.
  virtual Result<std::string> Read(const std::string& path) = 0;
  /// The same; nullopt when there is no such file.
  virtual Result<std::optional<std::string>> ReadIfExists(const std::string& path) = 0;
  /// Makes the changes, each at once: whoever reads or kills the program finds the old file or the
  /// new one, and it is on the disk when this returns. A lock for each, taken in the order of their
  /// names, keeps others of this program out, from the comparison to the log. Errors: a file is not
  /// what was expected any more, somebody holds a lock, one can't be written; then nothing has
  /// changed. Of several files one after the other is renamed: whoever is killed in between leaves
  /// the first ones new; where that fails, those are put back, and an error names what could not
  /// be. The result is in the order of `changes`.
  virtual Result<std::vector<FileReplaced>> Replace(
      const std::vector<FileReplacement>& changes) = 0;
  /// Where a writer of `path` was killed and has left its lock: adds the line to `log` that it had
  /// not added, and removes the lock. The same is part of each `Replace`. nullopt: nothing was
  /// left.
  virtual Result<std::optional<std::string>> FinishReplacement(const std::string& path,
                                                               const std::string& log) = 0;
  /// The nearest `name` in `directory` or one above it; nullopt when there is none.
  virtual std::optional<std::string> FindUpwards(const std::string& directory,
                                                 const std::string& name) = 0;
  /// `path` as an absolute one without links; nullopt when nothing is there.
  virtual std::optional<std::string> Canonical(const std::string& path) = 0;
  /// The names of the directories in `directory`, sorted; none when it can't be read.
  virtual std::vector<std::string> Directories(const std::string& directory) = 0;
  /// The names of all that lies in `directory`, sorted; none when it can't be read.
  virtual std::vector<std::string> Names(const std::string& directory) = 0;
  /// The names of the files in `directory`, sorted; nullopt when there is no such directory.
  virtual std::optional<std::vector<std::string>> FileNames(const std::string& directory) = 0;
  /// Writes all the files to `directory` (made if missing, with parents): each to a temporary name
  /// first, then all renamed in their order, and the `obsolete` ones removed before the last. So
  /// the last one tells, when it names the others' digests, whether a set is whole. On any error
  /// before the renames nothing has changed. Names may lead into directories below ("roots/0/a"),
  /// which are made, and removed when an obsolete file was the last in them. A link that stands
  /// where a file goes is replaced; one in the place of a directory below is an error: none is
  /// followed out of the directory.
  virtual Status WriteAll(const std::string& directory, const std::vector<OutputFile>& files,
                          const std::vector<std::string>& obsolete) = 0;
  /// Keeps others of this program out of `path`, which need not exist, as long as what it returns
  /// lives. Does not wait: an error, which names who has it.
  virtual Result<std::shared_ptr<void>> Lock(const std::string& path) = 0;
  /// Removes the directory with all that is in it; no link is followed. It need not exist.
  virtual Status RemoveDirectory(const std::string& directory) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_FILES_H_
