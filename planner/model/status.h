// Live tags against what else says so: the tag map, other sources, head.
#ifndef DELTAPLAN_PLANNER_MODEL_STATUS_H_
#define DELTAPLAN_PLANNER_MODEL_STATUS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/history.h"
#include "planner/model/plan.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// A source besides the one that decides.
struct StatusSource {
  std::string name;                  ///< "image_tags", "terraform_state", ...
  std::optional<std::string> error;  ///< set when it could not be read
};

/// What it says of one service, against what is live.
struct StatusTag {
  std::optional<std::string> tag;  ///< nullopt: it names none
  bool agrees = true;
  /// Where the tags differ: how its commit relates to the live one (`kBehind`: live has it among
  /// its ancestors). nullopt when one of the tags names no commit of this clone.
  std::optional<graph::HeadRelation> relation;
};

/// What an untargeted `terraform apply` would do to a service: it rolls out the tag map.
enum class ApplyEffect {
  kNone,      ///< the map holds the live tag
  kRollback,  ///< the map's commit is an ancestor of the live one
  kForward,   ///< the live commit is an ancestor of the map's
  kDiverged,  ///< neither is
  kStart,     ///< the map has a tag and nothing is live
  kNoTag,     ///< something is live and the map has no tag
  kUnknown,   ///< the tags differ, and one of them names no commit of this clone
};
/// "none", "rollback", ...
const char* ApplyEffectName(ApplyEffect effect);

struct UntargetedApply {
  ApplyEffect effect = ApplyEffect::kUnknown;
  std::optional<std::uint64_t> commits;  ///< of kRollback and kForward, when they can be counted
};

struct StatusService {
  std::string name;
  bool configured = true;                  ///< false: only a source knows it
  std::optional<Live> live;                ///< what the deciding source says
  std::optional<ReasonCode> undetermined;  ///< why its commit is not known
  std::vector<StatusTag> tags;             ///< by index of the other sources
  std::optional<UntargetedApply> apply;    ///< nullopt: no tag map could be read
};

/// All of them, side by side.
struct StatusReport {
  std::optional<std::string> environment;
  Head head;
  std::optional<std::string> deciding;  ///< the source that decides; nullopt: there is none
  std::vector<StatusSource> others;
  std::vector<StatusService> services;  ///< sorted by name
  Warnings warnings;

  /// How many services some source names another tag for.
  std::size_t disagreeing_count() const;
  /// Everything was read, and all of it agrees.
  bool InAgreement() const;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_STATUS_H_
