// What `Decide` says of facts: which services deploy, why, and which images that takes.
#ifndef DELTAPLAN_PLANNER_MODEL_DECISIONS_H_
#define DELTAPLAN_PLANNER_MODEL_DECISIONS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/refusal.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

struct ServiceDecision {
  std::size_t service = 0;  ///< index of `Facts::platform.services`
  Decision decision = Decision::kDeploy;
  std::vector<Reason> reasons;  ///< never empty
  bool restarts = false;        ///< it is rolled with the image that it runs, for others' sake
};

struct ImageDecision {
  std::string name;
  std::vector<std::string> services;  ///< the services that roll it in this plan
  std::vector<std::string> from;      ///< images of this repository that it is built FROM
  std::size_t wave = 0;
};

struct Decisions {
  std::vector<ServiceDecision> services;  ///< sorted by the services' names
  std::vector<ImageDecision> images;      ///< to be built; sorted by name
  Refusals refusals;                      ///< gates that are shut
  Warnings warnings;                      ///< about services that are left out
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_DECISIONS_H_
