#include "planner/system/signal_hold.h"

#include <atomic>

namespace deltaplan::planner {
namespace {

// Any thread may get the signal, and any may look.
std::atomic<int> arrived = 0;
static_assert(std::atomic<int>::is_always_lock_free);

void Record(int signal) { arrived = signal; }

}  // namespace

SignalHold::SignalHold() {
  struct sigaction remember = {};
  remember.sa_handler = Record;
  remember.sa_flags = SA_RESTART;
  sigemptyset(&remember.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    // What is ignored (nohup) stays so.
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &remember, nullptr);
  }
}

bool SignalHold::IsPending() { return arrived != 0; }

bool SignalHold::has_come() const { return IsPending(); }

SignalHold::~SignalHold() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
  const int signal = arrived.exchange(0);
  if (signal != 0) std::raise(signal);
}

}  // namespace deltaplan::planner
