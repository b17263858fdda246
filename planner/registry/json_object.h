// Answers that have to be JSON objects.
#ifndef DELTAPLAN_PLANNER_REGISTRY_JSON_OBJECT_H_
#define DELTAPLAN_PLANNER_REGISTRY_JSON_OBJECT_H_

#include <optional>
#include <string_view>

#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// nullopt: it is none.
std::optional<tfvars::JsonValue> ReadJsonObject(std::string_view text);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REGISTRY_JSON_OBJECT_H_
