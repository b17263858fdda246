// Other programs, started for real.
#ifndef DELTAPLAN_PLANNER_SYSTEM_CHILD_PROCESSES_H_
#define DELTAPLAN_PLANNER_SYSTEM_CHILD_PROCESSES_H_

#include "planner/ports/command_runner.h"

namespace deltaplan::planner {

/// Each child leads a process group of its own, which ends as a whole when its time is over, or
/// when a signal ends this program (process_group.h).
class ChildProcesses : public CommandRunner {
 public:
  Result<CommandOutput> Run(const CommandLine& command) override;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_CHILD_PROCESSES_H_
