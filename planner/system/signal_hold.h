// Work that a signal must not cut in two.
#ifndef DELTAPLAN_PLANNER_SYSTEM_SIGNAL_HOLD_H_
#define DELTAPLAN_PLANNER_SYSTEM_SIGNAL_HOLD_H_

#include <array>
#include <csignal>
#include <cstddef>

namespace deltaplan::planner {

/// As long as it lives, SIGINT, SIGTERM and SIGHUP wait; then the program ends of the one that has
/// come, as it would have. Handlers, not a mask: other threads would take what this one blocks. For
/// short work that waits for nobody; one at a time.
class SignalHold {
 public:
  SignalHold();
  ~SignalHold();
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;

 private:
  static constexpr std::array<int, 3> kSignals{SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_ = {};
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_SIGNAL_HOLD_H_
