// What is asked of Lambda. Source: AWS Lambda API Reference, GetFunction, GetAlias.
#ifndef DELTAPLAN_PLANNER_LIVE_LAMBDA_CALLS_H_
#define DELTAPLAN_PLANNER_LIVE_LAMBDA_CALLS_H_

#include <optional>
#include <string>

#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// `function` is NAME or NAME:VERSION_OR_ALIAS. Empty: it is neither.
std::string GetFunctionPath(const std::string& function);
/// nullopt: it names no alias.
std::optional<std::string> GetAliasPath(const std::string& function);
/// The version to which an alias, as GetAlias gives it, sends a part of the calls besides its own;
/// empty: all go to its own.
std::string OtherVersion(const tfvars::JsonValue& alias);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_LIVE_LAMBDA_CALLS_H_
