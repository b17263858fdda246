#include "planner/system/signal_hold.h"

namespace deltaplan::planner {
namespace {

volatile std::sig_atomic_t arrived = 0;

void Remember(int signal) { arrived = signal; }

}  // namespace

SignalHold::SignalHold() {
  struct sigaction remember = {};
  remember.sa_handler = Remember;
  remember.sa_flags = SA_RESTART;
  sigemptyset(&remember.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    // What is ignored (nohup) stays so.
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &remember, nullptr);
  }
}

SignalHold::~SignalHold() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  const int signal = arrived;
  arrived = 0;
  if (signal != 0) std::raise(signal);
}

}  // namespace deltaplan::planner
