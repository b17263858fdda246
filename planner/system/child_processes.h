// Other programs, started for real.
#ifndef DELTAPLAN_PLANNER_SYSTEM_CHILD_PROCESSES_H_
#define DELTAPLAN_PLANNER_SYSTEM_CHILD_PROCESSES_H_

#include "planner/ports/command_runner.h"

namespace deltaplan::planner {

/// Children stay in this program's process group, so Ctrl-C ends them, too.
class ChildProcesses : public CommandRunner {
 public:
  Result<CommandOutput> Run(const CommandLine& command) override;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_CHILD_PROCESSES_H_
