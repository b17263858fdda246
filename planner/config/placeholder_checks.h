// Whether the {words} of the configuration lead to one thing each.
#ifndef DELTAPLAN_PLANNER_CONFIG_PLACEHOLDER_CHECKS_H_
#define DELTAPLAN_PLANNER_CONFIG_PLACEHOLDER_CHECKS_H_

#include <optional>

#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "planner/model/placeholders.h"
#include "planner/model/platform.h"

namespace deltaplan::planner {

/// Words that stand for each other in a circle.
std::optional<ConfigProblem> CircleProblem(const PlaceholderTexts& texts);

/// Fills in `platform.tag_formats`. Problems are circles of words that services have of their own,
/// images for which the words of their services make several tags, and services for which they make
/// one place in a tag map.
void ResolveWords(Platform& platform, const Config& config, ConfigProblems& problems);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_PLACEHOLDER_CHECKS_H_
