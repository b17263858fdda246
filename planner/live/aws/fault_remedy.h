// What to do about an error that AWS names.
#ifndef DELTAPLAN_PLANNER_LIVE_AWS_FAULT_REMEDY_H_
#define DELTAPLAN_PLANNER_LIVE_AWS_FAULT_REMEDY_H_

#include <string>

#include "planner/ports/http_answer.h"

namespace deltaplan::planner {

enum class AwsFaultKind {
  kClock,        ///< the machine's clock is wrong, so signatures come too early or too late
  kExpired,      ///< the keys were good once
  kNotAccepted,  ///< the keys are none, or not those of this secret
  kDenied,       ///< who asks may not
  kThrottled,
  kNotFound,
  kOther,
};
AwsFaultKind KindOf(const AwsFault& fault);

/// The remedy for faults of the clock and of keys, which `renewal` tells how to renew, as whole
/// sentences; empty for the others, which depend on what was asked for.
std::string KeyRemedy(AwsFaultKind kind, const std::string& renewal);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_AWS_FAULT_REMEDY_H_
