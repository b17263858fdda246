// What a promotion gives to each service.
#ifndef DELTAPLAN_PLANNER_MODEL_PROMOTION_H_
#define DELTAPLAN_PLANNER_MODEL_PROMOTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/file_change.h"
#include "planner/model/plan.h"
#include "planner/model/refusal.h"
#include "planner/model/tag_record.h"
#include "planner/model/touching_commit.h"

namespace deltaplan::planner {

/// One service that gets another tag.
struct Gain {
  TagChange change;                 ///< of the target's map
  std::optional<Live> live;         ///< what the target runs, related to the promoted commit
  bool goes_back = false;           ///< what the target runs is later than that, or may be
  std::optional<std::int64_t> age;  ///< seconds since the source has the tag; nullopt: not known
  std::vector<TouchingCommit> commits;  ///< that touch its inputs, newest first
  bool commits_missing = false;         ///< there may be more: the clone is shallow
  std::vector<graph::FileChange> files;
  std::uint64_t file_count = 0;  ///< exact, where `files` is cut
};

/// A service that stays as it is, or whose gain is not known.
struct PromotionNote {
  enum class Kind {
    kNotLive,        ///< in the environment that is promoted from
    kUnknown,        ///< nobody can tell which tag that environment runs
    kNeverDeployed,  ///< its tag there is a placeholder
    kNoCommit,       ///< its tag names no commit of this clone: what it gains can't be told
    kMayGoBack,      ///< what the target runs names no commit of this clone
    kNotCompared,    ///< what it gains can't be told, for the reason `why`
    kHeld,           ///< the configuration holds it, for the reason `why`, which may be empty
  };
  Kind kind = Kind::kNotLive;
  std::string service;
  std::string tag;       ///< empty for kNotLive; for kUnknown why
  std::string why = {};  ///< of kNotCompared and kHeld
};

struct Promotion {
  std::string from;
  std::string to;
  std::vector<Gain> gains;  ///< sorted by service
  std::vector<PromotionNote> notes;
  /// Of the services that were asked for, those that `from` has not rolled to the end.
  std::vector<refusals::PromotionNotUp::Service> not_up;
  /// Of the gains, those whose commit is later than head, or of another line.
  std::vector<refusals::PromotionNotMerged::Service> not_merged;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_PROMOTION_H_
