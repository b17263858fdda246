// The kinds of live sources, as far as the configuration has to know them: their keys.
#ifndef DELTAPLAN_PLANNER_MODEL_LIVE_SOURCE_KIND_H_
#define DELTAPLAN_PLANNER_MODEL_LIVE_SOURCE_KIND_H_

#include <string>
#include <string_view>
#include <vector>

#include "planner/model/config.h"

namespace deltaplan::planner {

/// A key of a source's entry besides "from".
struct LiveKey {
  enum class Kind { kText, kList };

  std::string_view name;
  bool required = false;
  Kind kind = Kind::kText;
  /// Which placeholders it may hold. A key that is used once for all services can't name one.
  enum class Placeholders { kNone, kEnvironment, kService } placeholders = Placeholders::kNone;
};

struct LiveSourceKind {
  std::string_view from;  ///< "ecs", "image_tags", ...
  std::vector<LiveKey> keys;
  /// What is wrong with an entry whose keys are each right for themselves; may be null.
  std::string (*check)(const LiveSourceEntry& entry) = nullptr;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_LIVE_SOURCE_KIND_H_
