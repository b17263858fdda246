// What a promotion gives to each service.
#ifndef DELTAPLAN_PLANNER_REPORT_PROMOTION_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_PROMOTION_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/tag_record.h"
#include "planner/model/touching_commit.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

/// One service that gets another tag.
struct Gain {
  TagChange change;                 ///< of the target's map
  std::optional<Live> live;         ///< what the target runs, related to the promoted commit
  std::optional<std::int64_t> age;  ///< seconds since the source has the tag; nullopt: not known
  std::vector<TouchingCommit> commits;  ///< that touch its inputs, newest first
  bool commits_missing = false;         ///< there may be more: the clone is shallow
  std::vector<graph::FileChange> files;
  std::uint64_t file_count = 0;  ///< exact, where `files` is cut
};

struct Promotion {
  std::string from;
  std::string to;
  std::vector<Gain> gains;         ///< sorted by service
  std::vector<std::string> notes;  ///< services that stay as they are, and why: whole sentences
};

std::string PromotionText(const Promotion& promotion, const TextStyle& style);
/// docs/schema/tags.schema.json
std::string PromotionJson(const Promotion& promotion, const std::string& file, bool written);

/// "3d 4h", "2h 5m", "40s": the two largest units.
std::string AgeText(std::int64_t seconds);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PROMOTION_REPORT_H_
