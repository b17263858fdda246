// Which tags to go back to.
#ifndef DELTAPLAN_PLANNER_TAGS_ROLLBACK_H_
#define DELTAPLAN_PLANNER_TAGS_ROLLBACK_H_

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/platform.h"
#include "planner/model/refusal.h"
#include "planner/model/tag_record.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {

struct RollbackRequest {
  std::vector<std::string> services = {};  ///< empty: the whole map
  std::optional<std::string> to = {};      ///< a tag that each of the services had
  std::size_t steps = 1;                   ///< else so many tags, or states of the map, back
};

/// What to write.
struct RolledBack {
  tfvars::TagMap changes = {};
  /// What the map holds besides and the configuration has no service for: nothing would roll it.
  std::vector<TagChange> left = {};
  std::vector<TagChange> held = {};  ///< what the configuration holds, and had another tag then
  std::size_t depth = 0;             ///< how many states of the timeline it goes back, at most
};
/// Or why there is nothing.
using Rollback = std::variant<RolledBack, refusals::NothingToRollBackTo>;

/// What going back means for the map with this timeline, which is not empty. Placeholders were
/// never live, so nothing goes back to them; of the whole map, services that are new since then
/// keep their tags, and so does what is no service of the platform, or held by the configuration.
/// Pure.
Rollback RollBack(const Config& config, const Platform& platform,
                  const std::vector<TagVersion>& timeline, const RollbackRequest& request);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_TAGS_ROLLBACK_H_
