// Tags of before the first deploy.
#ifndef DELTAPLAN_PLANNER_MODEL_BOOTSTRAP_TAG_H_
#define DELTAPLAN_PLANNER_MODEL_BOOTSTRAP_TAG_H_

#include <algorithm>
#include <string_view>

#include "planner/model/config.h"

namespace deltaplan::planner {

/// Whether `tag` only holds the place of one: there is no image of it, and nothing starts it.
inline bool IsBootstrapTag(const Config& config, std::string_view tag) {
  return std::ranges::find(config.bootstrap_tags, tag) != config.bootstrap_tags.end();
}

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_BOOTSTRAP_TAG_H_
