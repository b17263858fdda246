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

/// Whether a whole image holds the place of one: the configuration names it, perhaps without its
/// registry ("nginx:1.27").
inline bool IsBootstrapImage(const Config& config, std::string_view image) {
  return std::ranges::any_of(config.bootstrap_tags, [&](std::string_view each) {
    return each.find(':') != std::string_view::npos && image.ends_with(each) &&
           (image.size() == each.size() || image[image.size() - each.size() - 1] == '/');
  });
}

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_BOOTSTRAP_TAG_H_
