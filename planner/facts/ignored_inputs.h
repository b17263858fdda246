// Inputs that the configuration's own ignore rules hide.
#ifndef DELTAPLAN_PLANNER_FACTS_IGNORED_INPUTS_H_
#define DELTAPLAN_PLANNER_FACTS_IGNORED_INPUTS_H_

#include "planner/facts/project.h"
#include "planner/model/input_map.h"
#include "planner/model/result.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// `input_ignored`, where a rule hides the whole of what the configuration names by itself, beside
/// the directories of services, or of what a link leads to that no rule hides. What a pattern finds
/// is what rules are for.
Result<Warnings> IgnoredInputs(const Project& project, const InputMap& inputs);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_FACTS_IGNORED_INPUTS_H_
