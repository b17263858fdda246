// Time that passes, for what waits.
#ifndef DELTAPLAN_PLANNER_PORTS_WAITING_CLOCK_H_
#define DELTAPLAN_PLANNER_PORTS_WAITING_CLOCK_H_

#include <chrono>

namespace deltaplan::planner {

class WaitingClock {
 public:
  virtual ~WaitingClock() = default;
  virtual std::chrono::steady_clock::time_point Now() = 0;
  virtual void Sleep(std::chrono::milliseconds time) = 0;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_PORTS_WAITING_CLOCK_H_
