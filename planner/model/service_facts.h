// What is known of one service before the decision.
#ifndef DELTAPLAN_PLANNER_MODEL_SERVICE_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_SERVICE_FACTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/history.h"
#include "graph/object_id.h"
#include "planner/model/plan.h"

namespace deltaplan::planner {

/// What a service is to run, where the tag map says so and not head.
struct Destination {
  std::string tag;
  std::optional<graph::ObjectId> commit;  ///< that the tag names; nullopt: nobody can tell
  std::int64_t time = 0;                  ///< of the commit, in seconds since the epoch
};

/// Where an image stands in history.
struct Origin {
  graph::ObjectId commit;
  std::int64_t time = 0;  ///< the commit's
};

struct ServiceFacts {
  /// What it runs, as the source gave it. After a rollout that failed with nothing else running it
  /// is what was wished for.
  std::optional<std::string> live_tag;
  std::string source;
  std::optional<graph::ObjectId> commit;
  /// `commit`; of a build of a dirty tree, whose trees say nothing, the one that it stood on.
  std::optional<Origin> origin;
  std::optional<std::size_t> baseline;      ///< index into the comparison
  std::vector<std::size_t> more_baselines;  ///< a change since any of these counts, too
  std::optional<ReasonCode> undetermined;   ///< why there is no baseline
  std::optional<std::string> detail;        ///< a sentence that goes with `undetermined`
  graph::HeadRelation relation;             ///< to head, or to the destination
  std::optional<Rollout> rollout;
  /// Of facts that are about the tag map; nullopt: it has no tag for this service yet.
  std::optional<Destination> destination;
  /// What it runs is the image of others, by its repository or by its tag; nullopt: as far as
  /// anybody can tell it is its own.
  std::optional<std::string> other_image = std::nullopt;
  bool live_unknown = false;  ///< something may run, and nobody can tell which tag it has

  bool HasFailed() const { return rollout && rollout->HasFailed(); }
  bool IsRollingOut() const { return rollout && rollout->state == Rollout::State::kInProgress; }
};

/// What the service runs, as plans show it; nullopt when nothing is live.
std::optional<Live> LiveOf(const ServiceFacts& facts);

/// Whether a service would go back from what it runs to a commit of that time. Where missing
/// history hides which of the two comes first, their dates tell; of the same second, neither does.
/// To refuse what is no rollback is a question to the operator, to miss one an outage.
bool GoesBack(const ServiceFacts& facts, std::int64_t goal_time);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_SERVICE_FACTS_H_
