// From one environment's tags to another's.
#ifndef DELTAPLAN_PLANNER_TAGS_PROMOTION_H_
#define DELTAPLAN_PLANNER_TAGS_PROMOTION_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "planner/live/read_live.h"
#include "planner/model/config.h"
#include "planner/model/promotion.h"
#include "planner/model/refusal.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/tags/present_tags.h"
#include "planner/tags/tag_context.h"

namespace deltaplan::planner {

struct PromotionRequest {
  std::set<std::string> services;  ///< empty: all
  std::set<std::string> named;     ///< by name and by no pattern: no hold keeps these
  LiveRequest live;                ///< how to ask what either environment runs
};

/// What the environment of `tags`, whose map is `present`, gains when it gets the tags that `from`
/// runs: for each service the tag, its age, and the commits and files in between.
Result<Promotion> GatherPromotion(const TagContext& tags, const EnvironmentEntry& from,
                                  const PresentTags& present, const PromotionRequest& request,
                                  const Ports& ports);

/// What the operator wants of a promotion's gates.
struct PromotionPolicy {
  std::int64_t min_age = 0;  ///< seconds
  bool allow_rollback = false;
  bool allow_diverged = false;
  bool allow_in_progress = false;
};

/// The gates: what must not go on without a word from the operator.
std::optional<Refusal> CheckPromotion(const Promotion& promotion, const PromotionPolicy& policy);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_PROMOTION_H_
