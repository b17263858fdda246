// The pure decision: facts in, plan out. No I/O, no clock, no threads.
#ifndef DELTAPLAN_PLANNER_DECIDE_DECIDE_H_
#define DELTAPLAN_PLANNER_DECIDE_DECIDE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/model/comparison.h"
#include "planner/model/input_map.h"
#include "planner/model/plan.h"
#include "planner/model/platform.h"
#include "planner/model/service_facts.h"

namespace deltaplan::planner {

/// What the command line asks for.
struct DecideOptions {
  std::set<std::string> force;
  std::set<std::string> hold;
  std::set<std::string> only;  ///< decide about these alone; empty: about all
  bool strict = false;
  bool allow_dirty = false;
  bool allow_rollback = false;
  bool is_preview = false;  ///< one base for all, no live tags, no gates
  bool first_reason_only = false;
};

/// A gate that is shut. `code` is stable: dirty, rollback, strict.
struct Refusal {
  std::string code;
  std::string message;  ///< names the services or files and the switch that opens the gate
};

struct DecideInput {
  const Platform& platform;
  const InputMap& map;
  const std::vector<ServiceFacts>& facts;  ///< by index of `platform.services`
  const Comparison& comparison;
  std::vector<std::string> dirty_inputs;  ///< display form of files, sorted
  /// The tag that an image gets when it is built from head.
  std::function<std::string(const std::string& image)> new_tag;
  /// Live tags of services that the configuration does not know.
  std::map<std::string, std::string> unknown_live;
};

struct DecideOutput {
  std::vector<PlannedService> services;
  std::vector<PlannedImage> images;
  std::map<std::string, std::string> image_tags;
  std::vector<Refusal> refusals;
};

/// Services come out sorted by name, images by name.
DecideOutput Decide(const DecideInput& input, const DecideOptions& options);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_DECIDE_DECIDE_H_
