// What the operator wants of the decision. Made from the command line; no facts.
#ifndef DELTAPLAN_PLANNER_MODEL_POLICY_H_
#define DELTAPLAN_PLANNER_MODEL_POLICY_H_

#include <set>
#include <string>

#include "planner/model/platform.h"

namespace deltaplan::planner {

struct Policy {
  std::set<std::string> force;     ///< services that deploy whatever differs
  std::set<std::string> hold;      ///< services that do not
  std::set<std::string> only;      ///< decide about these alone; empty: about all
  bool strict = false;             ///< what can't be determined is refused
  bool allow_dirty = false;        ///< opens the gate `dirty`
  bool allow_rollback = false;     ///< opens the gate `rollback`
  bool allow_diverged = false;     ///< opens the gate `diverged`
  bool allow_in_progress = false;  ///< rollouts that still run are no reason for `strict` to refuse
  bool first_reason_only = false;  ///< the first reason of each service is enough

  bool Decides(const std::string& service) const { return only.empty() || only.contains(service); }
  /// Whether it keeps what it runs. What the configuration holds deploys when it is forced.
  bool Holds(const Service& service) const {
    return hold.contains(service.name) || (service.hold && !force.contains(service.name));
  }
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_POLICY_H_
