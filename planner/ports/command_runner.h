// Other programs, run without a shell.
#ifndef DELTAPLAN_PLANNER_PORTS_COMMAND_RUNNER_H_
#define DELTAPLAN_PLANNER_PORTS_COMMAND_RUNNER_H_

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/result.h"

namespace deltaplan::planner {

/// What to run. Nothing in it is read by a shell.
struct CommandLine {
  std::vector<std::string> arguments;  ///< the program first; found on PATH
  std::string directory;               ///< where it runs; empty: where this program runs
  std::map<std::string, std::string> environment;  ///< besides what this program was given
  std::chrono::milliseconds timeout{60'000};       ///< then it is ended
  std::string input = {};  ///< its standard input; at most `kMostInput` bytes
  /// A file that both streams are added to, instead of being answered: made where there is none,
  /// for its owner alone. What goes on with them in the background is not waited for.
  std::string log = {};
  std::vector<std::string> unset = {};  ///< variables that it does not get of this program's
  /// What files that it makes may not be (022); nullopt: as files of this program.
  std::optional<unsigned> file_mask = {};

  /// What a pipe takes before anybody reads it.
  static constexpr std::size_t kMostInput = 4096;
};

struct CommandOutput {
  int exit_code = 0;   ///< 128 + signal when a signal ended it
  std::string output;  ///< standard output, whole
  std::string errors;  ///< the end of standard error, or of what came to the log; at most 16 KiB
};

class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  /// Runs it to its end; Errors: it can't be started, it takes longer than
  /// its time, it prints more than 256 MiB. A program that fails is no error here.
  virtual Result<CommandOutput> Run(const CommandLine& command) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_COMMAND_RUNNER_H_
