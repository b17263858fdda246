// The pure decision: facts in, plan out. No I/O, no clock, no threads.
#ifndef DELTAPLAN_PLANNER_DECIDE_H_
#define DELTAPLAN_PLANNER_DECIDE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/compare.h"
#include "planner/input_map.h"
#include "planner/plan.h"
#include "planner/platform.h"

namespace deltaplan::planner {

/// What is known of one service before the decision.
struct ServiceFacts {
  std::optional<std::string> live_tag;  ///< as the source gave it
  std::string source;
  std::optional<graph::ObjectId> commit;
  std::optional<std::size_t> baseline;     ///< index into the comparison
  std::optional<ReasonCode> undetermined;  ///< why there is no baseline
  std::optional<std::string> detail;       ///< a sentence that goes with `undetermined`
  graph::HeadRelation relation;
};

/// What the service runs, as plans show it; nullopt when nothing is live.
std::optional<Live> LiveOf(const ServiceFacts& facts);

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

#endif  // DELTAPLAN_PLANNER_DECIDE_H_
