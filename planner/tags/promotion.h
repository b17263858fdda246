// From one environment's tags to another's: what is known of both, and what follows from that.
// Pure.
#ifndef DELTAPLAN_PLANNER_TAGS_PROMOTION_H_
#define DELTAPLAN_PLANNER_TAGS_PROMOTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "graph/file_change.h"
#include "planner/model/promotion.h"
#include "planner/model/refusal.h"
#include "planner/model/service_facts.h"
#include "planner/model/tag_record.h"
#include "planner/model/touching_commit.h"

namespace deltaplan::planner {

struct PromotionRequest {
  std::set<std::string> services;  ///< empty: all
  std::set<std::string> named;     ///< by name and by no pattern: no hold keeps these
};

/// A service as both environments have it.
struct TestedService {
  std::string name;
  bool is_external = false;                 ///< its image is built elsewhere: no tag names a commit
  std::optional<std::string> hold = {};     ///< why the configuration holds it, which may be ""
  std::optional<std::string> before = {};   ///< its tag in the target's map
  std::optional<std::string> tested = {};   ///< the tag that the source runs
  std::optional<std::string> unknown = {};  ///< why nobody can tell what the source runs
  bool is_placeholder = false;              ///< `tested` is one: nothing was ever deployed there
  std::optional<Rollout> rollout = {};  ///< of the source, where it is not known to have come up
};

/// A tag that the target gets.
struct PromotedTag {
  ServiceFacts tested = {};                ///< what the source runs, related to head
  std::optional<std::string> mapped = {};  ///< the service's tag in the source's own map
  std::optional<std::int64_t> since = {};  ///< when that map got it, in seconds since the epoch
  bool is_elsewhere =
      false;  ///< it names a commit that this clone, which lacks no history, has not
};

/// What lies between what the target runs of a service and the promoted commit.
struct Between {
  std::vector<TouchingCommit> commits = {};  ///< that touch its inputs, newest first
  bool commits_missing = false;              ///< there may be more: the clone is shallow
  std::vector<graph::FileChange> files = {};
  std::uint64_t file_count = 0;  ///< exact, where `files` is cut
};

/// A service that gets a promoted commit.
struct PromotedService {
  std::string name;
  ServiceFacts running = {};  ///< what the target runs, related to that commit
  Between between = {};
};

/// A commit that promoted tags name.
struct PromotedCommit {
  std::int64_t time = 0;                         ///< in seconds since the epoch
  std::vector<PromotedService> services = {};    ///< sorted by name
  std::optional<std::string> not_compared = {};  ///< why nobody can tell what lies in between
};

/// Everything that a promotion rests on.
struct PromotionFacts {
  std::string from;
  std::string to;
  std::int64_t now = 0;                          ///< in seconds since the epoch
  std::int64_t head_time = 0;                    ///< of head's commit, in seconds since the epoch
  std::vector<TestedService> services;           ///< all of the configuration, sorted by name
  std::map<std::string, PromotedTag> tags = {};  ///< by service: see `PromotedChanges`
  std::vector<PromotedCommit> commits = {};      ///< that these tags name, by id
};

/// The services that get another tag, sorted by name: of these more has to be known.
std::vector<TagChange> PromotedChanges(const std::vector<TestedService>& services,
                                       const PromotionRequest& request);

/// What the target gains when it gets the tags that the source runs: for each service the tag, its
/// age, and the commits and files in between.
Promotion PromotionOf(const PromotionFacts& facts, const PromotionRequest& request);

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
