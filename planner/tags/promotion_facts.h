// What a promotion rests on, read from both environments and the repository.
#ifndef DELTAPLAN_PLANNER_TAGS_PROMOTION_FACTS_H_
#define DELTAPLAN_PLANNER_TAGS_PROMOTION_FACTS_H_

#include "planner/live/read_live.h"
#include "planner/model/config.h"
#include "planner/model/result.h"
#include "planner/ports/ports.h"
#include "planner/tags/present_tags.h"
#include "planner/tags/promotion.h"
#include "planner/tags/tag_context.h"

namespace deltaplan::planner {

/// The environment of `tags`, whose map is `present`, is to get the tags that `from` runs; `live`
/// says how to ask what either runs. An error when that can't be told as a whole; what can't be
/// told of one service is part of the facts.
Result<PromotionFacts> GatherPromotion(const TagContext& tags, const EnvironmentEntry& from,
                                       const PresentTags& present, const PromotionRequest& request,
                                       LiveRequest live, const Ports& ports);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_PROMOTION_FACTS_H_
