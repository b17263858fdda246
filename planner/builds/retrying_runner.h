// Programs that need a network, run again while that may help.
#ifndef DELTAPLAN_PLANNER_BUILDS_RETRYING_RUNNER_H_
#define DELTAPLAN_PLANNER_BUILDS_RETRYING_RUNNER_H_

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "planner/builds/retry_rules.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"

namespace deltaplan::planner {

/// May be used by several threads.
class RetryingRunner {
 public:
  using Tell = std::function<void(const std::string& sentence)>;

  /// All have to outlive it. `tell` is called by one thread at a time.
  RetryingRunner(const Ports& ports, std::size_t retries, const Interruption& interruption,
                 Tell tell)
      : ports_(ports), retries_(retries), interruption_(interruption), tell_(std::move(tell)) {}

  /// What came last: of the first try that succeeded, or of one after which no other may help. Its
  /// exit code is not 0 after an interruption. `name` is what it is about, for sentences. An error
  /// where it can't be run at all.
  Result<CommandOutput> Run(const CommandLine& command, const std::string& name, Doubt doubt) const;

  bool is_interrupted() const { return interruption_.has_come(); }
  void Say(const std::string& sentence) const;

 private:
  void Pause(std::chrono::seconds time) const;

  const Ports& ports_;
  const std::size_t retries_;
  const Interruption& interruption_;
  const Tell tell_;
  mutable std::mutex telling_;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_BUILDS_RETRYING_RUNNER_H_
