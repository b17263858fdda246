// What is known of one service before the decision.
#ifndef DELTAPLAN_PLANNER_MODEL_SERVICE_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_SERVICE_FACTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/model/plan.h"

namespace deltaplan::planner {

struct ServiceFacts {
  std::optional<std::string> live_tag;  ///< as the source gave it
  std::string source;
  std::optional<graph::ObjectId> commit;
  std::optional<std::size_t> baseline;      ///< index into the comparison
  std::vector<std::size_t> more_baselines;  ///< a change since any of these counts, too
  std::optional<ReasonCode> undetermined;   ///< why there is no baseline
  std::optional<std::string> detail;        ///< a sentence that goes with `undetermined`
  graph::HeadRelation relation;
};

/// What the service runs, as plans show it; nullopt when nothing is live.
std::optional<Live> LiveOf(const ServiceFacts& facts);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_SERVICE_FACTS_H_
