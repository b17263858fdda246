// Work that a signal must not cut in two.
#ifndef DELTAPLAN_PLANNER_SYSTEM_SIGNAL_HOLD_H_
#define DELTAPLAN_PLANNER_SYSTEM_SIGNAL_HOLD_H_

#include <array>
#include <csignal>
#include <cstddef>

#include "planner/ports/interruption.h"

namespace deltaplan::planner {

/// As long as it lives, SIGINT, SIGTERM and SIGHUP wait; then the program ends of the one that has
/// come, as it would have. Handlers, not a mask: other threads would take what this one blocks. For
/// short work that waits for nobody, or that looks whether one has come. One may hold what another
/// holds already.
class SignalHold : public Interruption {
 public:
  SignalHold();
  ~SignalHold() override;
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;

  bool has_come() const override;
  /// Whether one has come that somebody holds.
  static bool IsPending();

 private:
  static constexpr std::array<int, 3> kSignals{SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before_ = {};
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_SYSTEM_SIGNAL_HOLD_H_
