// What a promotion gives to each service.
#ifndef DELTAPLAN_PLANNER_REPORT_PROMOTION_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_PROMOTION_REPORT_H_

#include <cstdint>
#include <string>

#include "planner/model/promotion.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

std::string PromotionText(const Promotion& promotion, const TextStyle& style);
/// docs/schema/tags.schema.json
std::string PromotionJson(const Promotion& promotion, const std::vector<std::string>& files,
                          bool written);

/// "3d 4h", "2h 5m", "40s": the two largest units.
std::string AgeText(std::int64_t seconds);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PROMOTION_REPORT_H_
