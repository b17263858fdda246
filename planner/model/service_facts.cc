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

}  // namespace deltaplan::planner
