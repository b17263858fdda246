// A gate that is shut: as data. Its words are made by report/refusal_words.
#ifndef DELTAPLAN_PLANNER_MODEL_REFUSAL_H_
#define DELTAPLAN_PLANNER_MODEL_REFUSAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "planner/model/plan.h"
#include "planner/model/tag_record.h"

namespace deltaplan::planner {

/// All strings are raw. `kCode` is stable.
namespace refusals {

/// The work tree differs from head inside inputs.
struct Dirty {
  static constexpr std::string_view kCode = "dirty";
  std::vector<DirtyFile> files;  ///< sorted by path
};

/// Services would go back, or aside, from what they run.
struct Rollback {
  static constexpr std::string_view kCode = "rollback";
  struct Service {
    std::string name;
    std::string live_tag;
    graph::Relation relation = graph::Relation::kAhead;
  };
  std::vector<Service> services;
};

/// Under --strict: what the baseline of these services is can't be told.
struct Undetermined {
  static constexpr std::string_view kCode = "strict";
  struct Service {
    std::string name;
    ReasonCode reason = ReasonCode::kNeverDeployed;
    std::optional<std::string> detail;
  };
  std::vector<Service> services;
};

/// Under --strict: these services deploy, and no Terraform address rolls them.
struct WithoutAddress {
  static constexpr std::string_view kCode = "without_address";
  std::vector<std::string> services;
};

/// `tags set`: the map is not what it was when the plan was made, or what --expect says.
struct TagMapMoved {
  static constexpr std::string_view kCode = "tag_map_moved";
  std::string file;
  std::vector<TagChange> found;  ///< expected -> found
};

/// `tags promote`: the target runs what is later than, or apart from, the promoted tags.
struct PromotionGoesBack {
  static constexpr std::string_view kCode = "promotion_goes_back";
  struct Service {
    std::string name;
    std::string tag;  ///< to be promoted
    Live live;        ///< what the target runs
  };
  std::string from;
  std::string to;
  std::vector<Service> services;
};

/// `tags promote --min-age`: some tags are live for less.
struct PromotionTooYoung {
  static constexpr std::string_view kCode = "promotion_too_young";
  struct Service {
    std::string name;
    std::string tag;
    std::optional<std::int64_t> age;  ///< seconds; nullopt: not known
  };
  std::string from;
  std::int64_t min_age = 0;  ///< seconds
  std::vector<Service> services;
};

/// `tags rollback`: the map's past does not have what was asked for.
struct NothingToRollBackTo {
  static constexpr std::string_view kCode = "nothing_to_roll_back_to";
  enum class Kind {
    kNeverTheTag,        ///< `tag` was never the tag of `services`
    kFewerTags,          ///< `services` had `known` tags before, not `asked`
    kFewerStates,        ///< the map has `known` earlier states, not `asked`
    kNothingLiveBefore,  ///< before that, nothing was live of `services`
  };
  Kind kind = Kind::kFewerStates;
  std::vector<std::string> services;
  std::string tag;
  std::size_t known = 0;
  std::size_t asked = 0;
};

}  // namespace refusals

using Refusal =
    std::variant<refusals::Dirty, refusals::Rollback, refusals::Undetermined,
                 refusals::WithoutAddress, refusals::TagMapMoved, refusals::PromotionGoesBack,
                 refusals::PromotionTooYoung, refusals::NothingToRollBackTo>;
using Refusals = std::vector<Refusal>;

std::string_view CodeOf(const Refusal& refusal);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_REFUSAL_H_
