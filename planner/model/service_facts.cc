#include "planner/model/service_facts.h"

namespace deltaplan::planner {

std::optional<Live> LiveOf(const ServiceFacts& facts) {
  if (!facts.live_tag) return std::nullopt;
  return Live{.tag = *facts.live_tag,
              .commit = facts.commit,
              .source = facts.source,
              .relation = facts.relation.relation,
              .commits = facts.relation.commits};
}

bool GoesBack(const ServiceFacts& facts, std::int64_t goal_time) {
  const graph::Relation relation = facts.relation.relation;
  return relation == graph::Relation::kAhead ||
         (relation == graph::Relation::kUnknown && facts.origin && facts.origin->time >= goal_time);
}

}  // namespace deltaplan::planner
