// What the program returns to the shell.
#ifndef DELTAPLAN_PLANNER_MODEL_EXIT_CODE_H_
#define DELTAPLAN_PLANNER_MODEL_EXIT_CODE_H_

namespace deltaplan::planner {

enum class ExitCode {
  kDone = 0,               ///< with --detailed-exitcode: and nothing to deploy
  kError = 1,              ///< a clear message, nothing written
  kSomethingToDeploy = 2,  ///< only with --detailed-exitcode; of `audit`: a finding
  kRefused = 3,            ///< by a gate
  kDisagreement = 4,       ///< only `status --strict`: the sources do not all say the same
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_EXIT_CODE_H_
